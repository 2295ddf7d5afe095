import { TagsInput, type TagsInputProps } from "@mantine/core";

interface Props extends Omit<TagsInputProps, "value" | "onChange" | "splitChars"> {
  value: readonly string[];
  onChange: (values: string[]) => void;
  /** What parts one from the next, besides Enter; typed, pasted or left standing. */
  split?: string[];
}

/** Short texts, one after the other. What is typed and not yet finished counts when the field is left. */
export function Tags({ value, onChange, split = [";", "\n"], ...rest }: Props) {
  const parts = (text: string) => split.reduce((all, sign) => all.flatMap((part) => part.split(sign)), [text]);
  return (
    <TagsInput
      {...rest}
      value={[...value]}
      splitChars={split}
      acceptValueOnBlur
      onChange={(values) => onChange([...new Set(values.flatMap(parts).map((part) => part.trim()))].filter((part) => part !== ""))}
    />
  );
}
