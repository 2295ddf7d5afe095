/** What tells one kind of document from another: its words, columns, fields. Pages and dialogs are the same for all. */
import type { ComponentType, LazyExoticComponent, ReactNode } from "react";
import type { Violation } from "../auth";
import type { Documents, Draft, KindName, Stored } from "../api/documents";
import type { Library, Shelves } from "../api/library";
import type { Key, Translate } from "../text/translate";

/** A field's path: its own name, or one level further down. */
export type PathOf<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends readonly unknown[]
    ? K
    : NonNullable<T[K]> extends object
      ? K | `${K}.${keyof NonNullable<T[K]> & string}`
      : K;
}[keyof T & string];

/** Parts of pages come when they are looked at. */
export type Part<P> = ComponentType<P> | LazyExoticComponent<ComponentType<P>>;

interface FieldBase<T> {
  path: PathOf<T>;
  label: Key;
  hint?: Key;
  required?: boolean;
  /** Shown only then. */
  when?: (draft: T) => boolean;
  /** Cannot be changed once it is saved. */
  fixed?: boolean;
  half?: boolean;
}
export type Option = readonly [value: string | number, label: Key, hint?: Key];

export interface CustomProps {
  value: unknown;
  change: (value: unknown) => void;
  /** Another field that follows from this one. */
  changeAt: (path: string, value: unknown) => void;
  draft: Record<string, unknown>;
  /** Null while it is new. */
  id: string | null;
  violations: readonly Violation[];
  label: string;
}

export type Field<T> = FieldBase<T> &
  (
    | { type: "text"; max: number; ltr?: boolean; rows?: number; example?: string; pattern?: RegExp; patternHint?: Key }
    | { type: "number"; min: number; max: number; unit?: Key; empty?: boolean }
    | { type: "switch" }
    | { type: "choice"; options: readonly Option[] }
    | { type: "checks"; options: readonly Option[] }
    | { type: "one"; of: KindName; by?: string; empty?: Key }
    | { type: "many"; of: KindName; by?: string }
    | { type: "list"; max: number; example?: string }
    | { type: "colour" }
    | { type: "custom"; render: Part<CustomProps> }
  );

export interface Section<T> {
  title?: Key;
  hint?: Key;
  /** Shown only then. */
  when?: (draft: T) => boolean;
  /** Closed at first: sensible as it is for nearly everybody. */
  folded?: boolean;
  fields: readonly Field<T>[];
}

export interface Seen {
  shelves: Shelves;
  t: Translate;
  language: string;
}
export interface Column<T> {
  label: Key;
  /** What is shown; a text can be sorted and filtered by. */
  text: (document: T, seen: Seen) => string;
  render?: (document: T, seen: Seen) => ReactNode;
  number?: boolean;
}

export interface BesideProps {
  draft: Record<string, unknown>;
  document: Stored | null;
  dirty: boolean;
}

export interface Kind<K extends KindName = KindName, T extends Stored = Documents[K]> {
  name: K;
  one: Key;
  many: Key;
  about: Key;
  nameOf: (document: T) => string;
  /** Further words the search finds it by. */
  words?: (document: T) => string;
  columns: readonly Column<T>[];
  blank: (shelves: Shelves) => Draft<T>;
  sections: readonly Section<Draft<T>>[];
  /** Kinds the form and the columns look at. */
  needs?: readonly KindName[];
  /** Complaints that only this kind knows, in the reader's language. */
  check?: (draft: Draft<T>, seen: Seen) => Violation[];
  /** What is sent for a draft: parts that its other fields make void are left out. */
  prepare?: (draft: Draft<T>) => Draft<T>;
  /** Beside the form: a preview, warnings, more to do. */
  beside?: Part<BesideProps>;
  /** What a saved document entails in other services. */
  saved?: (document: T, library: Library) => Promise<void>;
  /** What has to go before it: a refusal there keeps both. */
  removing?: (id: string, library: Library) => Promise<void>;
  /** There is one at most, under this id; while there is none, what `blank` says holds. It is never deleted here. */
  single?: string;
  /** Not every owner allows it for every document. */
  canDelete?: (document: T) => boolean;
  /** Another page makes new ones. */
  newAt?: string;
}

/** The pages' view of any kind: a document is its fields, whatever they are. */
export type Doc = Stored & Record<string, unknown>;
export type AnyKind = Kind<KindName, Doc>;
export type AnySection = Section<Draft<Doc>>;
export type AnyField = Field<Draft<Doc>>;

/** The one place where a kind's own types are let go. */
export function kind<K extends KindName>(described: Kind<K>): AnyKind {
  return described as unknown as AnyKind;
}
