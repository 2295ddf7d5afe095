import { Button, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { WrapUpCategory } from "../../net/api";
import type { WrapUp } from "../../store/model";
import { useDesk } from "../DeskContext";
import { Check, Close } from "../icons";

const MOST = 5;
const NOTE_LENGTH = 4_096;
const same = (a: WrapUp, b: WrapUp) => a.categoryName === b.categoryName && a.value === b.value;

interface Props {
  submitLabel: string;
  busy: boolean;
  submit: (codes: WrapUp[], note: string) => void;
  skip?: () => void;
}

export function WrapUpForm({ submitLabel, busy, submit, skip }: Props) {
  const { api, t } = useDesk();
  const [categories, setCategories] = useState<WrapUpCategory[] | null>(null);
  const [search, setSearch] = useState("");
  const [codes, setCodes] = useState<WrapUp[]>([]);
  const [note, setNote] = useState("");
  useEffect(() => {
    api.wrapUpCodes().then(setCategories, () => {
      // Without the codes a note can still be left.
      setCategories([]);
    });
  }, [api]);

  const wish = search.trim().toLowerCase();
  const shown = (categories ?? [])
    .map((category) => ({
      ...category,
      values: category.values.filter((value) => `${category.categoryName} ${value}`.toLowerCase().includes(wish)),
    }))
    .filter((category) => category.values.length > 0);
  const visible = (code: WrapUp) => shown.some((c) => c.categoryName === code.categoryName && c.values.includes(code.value));
  const hidden = codes.filter((code) => !visible(code));
  const toggle = (code: WrapUp) => {
    setCodes(codes.some((c) => same(c, code)) ? codes.filter((c) => !same(c, code)) : [...codes, code].slice(0, MOST));
  };

  return (
    <form
      className="wrap-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit(codes, note.trim());
      }}
    >
      <div className="wrap-search">
        <TextInput
          size="sm"
          aria-label={t("wrapUpSearch")}
          placeholder={t("wrapUpSearch")}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
        <span className="faint" role="status">
          {t("wrapUpCount", { count: codes.length, max: MOST })}
        </span>
      </div>
      {hidden.length > 0 && (
        <div className="chosen">
          {hidden.map((code) => (
            <button
              type="button"
              key={`${code.categoryName}/${code.value}`}
              className="code on"
              aria-label={t("wrapUpRemove", { code: code.value })}
              onClick={() => {
                toggle(code);
              }}
            >
              {code.value} <Close size={12} />
            </button>
          ))}
        </div>
      )}
      {/* What the search hides but is chosen stays in sight above. A scrolling region must be reachable without a mouse. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="codes" tabIndex={0} role="region" aria-label={t("wrapUpTitle")}>
        {categories === null && <p className="faint">{t("loading")}</p>}
        {categories !== null && shown.length === 0 && <p className="faint">{t("wrapUpNone")}</p>}
        {shown.map((category) => (
          <fieldset key={category.id}>
            <legend>{category.categoryName}</legend>
            {category.values.map((value) => {
              const code = { categoryName: category.categoryName, value };
              const on = codes.some((c) => same(c, code));
              return (
                <button
                  type="button"
                  key={value}
                  className={on ? "code on" : "code"}
                  aria-pressed={on}
                  disabled={!on && codes.length >= MOST}
                  onClick={() => {
                    toggle(code);
                  }}
                >
                  {on && <Check size={12} />} {value}
                </button>
              );
            })}
          </fieldset>
        ))}
      </div>
      <Textarea
        label={t("wrapUpNote")}
        size="sm"
        rows={2}
        maxLength={NOTE_LENGTH}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <div className="wrap-actions">
        {skip && (
          <Button variant="default" disabled={busy} onClick={skip}>
            {t("wrapUpSkip")}
          </Button>
        )}
        <Button type="submit" loading={busy}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
