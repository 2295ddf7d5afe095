import { Button, Modal, Skeleton, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useDesk } from "../DeskContext";
import { filledTemplate, isComplete, parameterCount, sentTemplate, templatesFor, type Template } from "./templates";

interface Props {
  conversationId: string;
  channelType: string;
  channelSessionId: string | undefined;
  close: () => void;
}

/** Messages that the provider has approved: the only ones it takes once its window is closed. */
export function TemplatePicker({ conversationId, channelType, channelSessionId, close }: Props) {
  const { api, desk, t } = useDesk();
  const [templates, setTemplates] = useState<Template[] | "failed" | null>(null);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<Template | null>(null);
  const [parameters, setParameters] = useState<string[]>([]);

  useEffect(() => {
    api.templates().then(setTemplates, () => {
      setTemplates("failed");
    });
  }, [api]);

  const found = Array.isArray(templates) ? templatesFor(templates, channelType, query) : [];
  const text = chosen === null ? "" : filledTemplate(chosen.text, parameters);
  const complete = chosen !== null && isComplete(chosen.text, parameters);
  return (
    <Modal opened lockScroll={false} title={t("templatesTitle")} onClose={close} closeButtonProps={{ "aria-label": t("close") }}>
      <form
        className="transfer"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen === null || !complete) return;
          desk.sendTemplate(conversationId, text, sentTemplate(chosen, parameters), { channelSessionId });
          close();
        }}
      >
        {templates === null && <Skeleton height={96} radius={8} />}
        {templates === "failed" && <p role="alert">{t("pastFailed")}</p>}
        {Array.isArray(templates) && (
          <TextInput
            label={t("templatesFind")}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
            }}
          />
        )}
        {Array.isArray(templates) && found.length === 0 && <p>{t("templatesNone")}</p>}
        {found.length > 0 && (
          <fieldset className="targets">
            <legend>{t("templates")}</legend>
            {found.map((template) => (
              <label className="target" key={template.id}>
                <input
                  type="radio"
                  name="template"
                  checked={chosen?.id === template.id}
                  onChange={() => {
                    setChosen(template);
                    setParameters([]);
                  }}
                />
                <span>
                  <bdi>{template.name}</bdi> <small className="faint">{template.language}</small>
                  <small className="faint" dir="auto">
                    {template.text}
                  </small>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {chosen !== null &&
          Array.from({ length: parameterCount(chosen.text) }, (_, index) => (
            <TextInput
              key={`${chosen.id} ${String(index)}`}
              label={t("templateParameter", { number: index + 1 })}
              value={parameters[index] ?? ""}
              onChange={(event) => {
                const next = [...parameters];
                next[index] = event.currentTarget.value;
                setParameters(next);
              }}
            />
          ))}
        {chosen !== null && (
          <p className="bubble" dir="auto" aria-label={t("templatePreview")}>
            {text}
          </p>
        )}
        <div className="wrap-actions">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button type="submit" aria-disabled={!complete}>
            {t("send")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
