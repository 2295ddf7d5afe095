import type { WidgetConfig } from "../../api/documents";
import type { BesideProps } from "../../kit/kind";
import { Preview } from "./Preview";
import { Snippet } from "./Snippet";

export default function WidgetBeside({ draft, document }: BesideProps) {
  const saved = document as WidgetConfig | null;
  return (
    <>
      <Preview widget={draft as unknown as WidgetConfig} />
      {saved && <Snippet widget={saved.widgetIdentifier} />}
    </>
  );
}
