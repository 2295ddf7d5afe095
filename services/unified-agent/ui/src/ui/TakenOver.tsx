import { Button } from "@mantine/core";
import { useDesk } from "./DeskContext";

export function TakenOver() {
  const { desk, t } = useDesk();
  return (
    <main className="taken-over">
      <h1>{t("takenOverTitle")}</h1>
      <p>{t("takenOverText")}</p>
      <Button size="md" onClick={desk.connect}>
        {t("takenOverUse")}
      </Button>
    </main>
  );
}
