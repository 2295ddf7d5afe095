import { Button, Modal, Select } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import type { components } from "../../api/types/file-engine";
import { Problem } from "../../auth";
import { useApp } from "../../kit/AppContext";
import { Empty, explain, Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import type { Key } from "../../text/translate";
import { sizeOf } from "./size";

type File = components["schemas"]["File"];
type FilePage = components["schemas"]["FilePage"];
type Deed = "release" | "erase";

const STATES: readonly (readonly [string, Key])[] = [
  ["QUARANTINED", "fileQuarantined"],
  ["REFUSED", "fileRefused"],
  ["AVAILABLE", "fileAvailable"],
];
const BY: Readonly<Record<string, Key>> = { CUSTOMER: "fileByCUSTOMER", AGENT: "fileByAGENT", SERVICE: "fileBySERVICE" };

/** Files that are held back, and what becomes of them. */
export default function Quarantine() {
  const { t, api } = useApp();
  const [state, setState] = useState("QUARANTINED");
  const [files, setFiles] = useState<readonly File[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<{ file: File; deed: Deed } | null>(null);
  const load = useCallback(
    async (before: string | null) => {
      setBusy(true);
      try {
        const page = (await api.get(`/file-engine/v1/files?state=${state}${before === null ? "" : `&before=${encodeURIComponent(before)}`}`)) as FilePage;
        setFiles((known) => [...(before === null ? [] : (known ?? [])), ...page.items]);
        setNext(page.next ?? null);
        setProblem(null);
      } catch (error) {
        setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
      } finally {
        setBusy(false);
      }
    },
    [api, state],
  );
  useEffect(() => {
    setFiles(null);
    void load(null);
  }, [load]);

  return (
    <Page title={t("quarantine")} about={t("quarantineAbout")}>
      <div className="list-tools">
        <Select aria-label={t("fileState")} data={STATES.map(([value, label]) => ({ value, label: t(label) }))} value={state} allowDeselect={false} onChange={(chosen) => setState(chosen ?? "QUARANTINED")} />
        <Button variant="default" loading={busy} onClick={() => void load(null)}>
          {t("refresh")}
        </Button>
      </div>
      {problem && files === null && <Failed problem={problem} retry={() => void load(null)} />}
      {!problem && files === null && <Loading />}
      {files?.length === 0 && (state === "QUARANTINED" ? <Empty title={t("quarantineNone")} text={t("quarantineNoneHint")} /> : <Empty title={t("fileNone")} text={t("quarantineAbout")} />)}
      {files !== null && files.length > 0 && <Files files={files} ask={(file, deed) => setAsked({ file, deed })} />}
      {problem && files !== null && (
        <p className="problem" role="alert">
          {explain(problem, t)}
        </p>
      )}
      {next !== null && (
        <Button variant="default" className="after" loading={busy} onClick={() => void load(next)}>
          {t("loadOlder")}
        </Button>
      )}
      {asked && (
        <Ask
          {...asked}
          close={(done) => {
            setAsked(null);
            if (done) setFiles((known) => (known ?? []).filter(({ id }) => id !== asked.file.id));
          }}
        />
      )}
    </Page>
  );
}

function Files({ files, ask }: { files: readonly File[]; ask: (file: File, deed: Deed) => void }) {
  const { t, language } = useApp();
  return (
    <div className="table-place">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("fileName")}</th>
            <th scope="col">{t("fileWhy")}</th>
            <th scope="col">{t("fileFrom")}</th>
            <th scope="col" className="figure">
              {t("fileSize")}
            </th>
            <th scope="col">{t("when")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.id}>
              <th scope="row">
                <bdi>{file.name}</bdi>
                <div className="faint small">{file.mimeType}</div>
              </th>
              <td>
                <bdi>{file.reason}</bdi>
              </td>
              <td>
                {BY[file.uploader] ? t(BY[file.uploader] as Key) : file.uploader} <span className="faint">{file.channelType}</span>
              </td>
              <td className="figure">{sizeOf(file.size, language)}</td>
              <td>
                <time dateTime={file.createdAt}>{new Date(file.createdAt).toLocaleString(language, { dateStyle: "short", timeStyle: "short" })}</time>
              </td>
              <td>
                <div className="button-row">
                  {file.state === "QUARANTINED" && (
                    <Button size="compact-sm" variant="default" aria-label={`${t("fileRelease")}: ${file.name}`} onClick={() => ask(file, "release")}>
                      {t("fileRelease")}
                    </Button>
                  )}
                  {file.state !== "REFUSED" && (
                    <Button size="compact-sm" variant="subtle" color="red" aria-label={`${t("fileErase")}: ${file.name}`} onClick={() => ask(file, "erase")}>
                      {t("fileErase")}
                    </Button>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Both are for good. */
function Ask({ file, deed, close }: { file: File; deed: Deed; close: (done: boolean) => void }) {
  const { t, api, say } = useApp();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const release = deed === "release";
  const act = async () => {
    setBusy(true);
    const address = `/file-engine/v1/files/${encodeURIComponent(file.id)}`;
    try {
      await (release ? api.post(`${address}/release`, {}) : api.remove(address));
      say(t(release ? "fileReleased" : "fileErased", { name: file.name }));
      close(true);
    } catch (error) {
      setProblem(explain(error, t));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={() => close(false)} title={t(release ? "fileReleaseTitle" : "fileEraseTitle", { name: file.name })} centered closeButtonProps={{ "aria-label": t("close") }}>
      <p>{release ? t("fileReleaseText", { why: file.reason }) : t("fileEraseText")}</p>
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="dialog-actions">
        <Button variant="default" data-autofocus onClick={() => close(false)}>
          {t("cancel")}
        </Button>
        <Button color="red" loading={busy} onClick={() => void act()}>
          {t(release ? "fileRelease" : "fileErase")}
        </Button>
      </div>
    </Modal>
  );
}
