/** Templates that providers have approved: which fit, what is asked for them, what the customer reads. Pure, so it can be tested. */

export interface Template {
  id: string;
  name: string;
  channelTypes: string[];
  language: string;
  /** `{{1}}` stands for the first parameter. */
  text: string;
  reference?: string;
}

/** What a message with a template carries beside its text. */
export interface SentTemplate {
  templateName: string;
  language: string;
  reference: string;
  parameters: string[];
}

const PLACE = /\{\{\s*(\d{1,2})\s*\}\}/gu;

/** How many parameters the text asks for: the highest number in it. */
export function parameterCount(text: string): number {
  return Math.max(0, ...[...text.matchAll(PLACE)].map((found) => Number(found[1])));
}

/** What the customer reads; a parameter that is not written yet shows its place. */
export function filledTemplate(text: string, parameters: readonly string[]): string {
  return text.replaceAll(PLACE, (place, number: string) => parameters[Number(number) - 1]?.trim() || place);
}

export function isComplete(text: string, parameters: readonly string[]): boolean {
  return Array.from({ length: parameterCount(text) }, (_, index) => parameters[index]?.trim() ?? "").every((value) => value !== "");
}

/** Those of the channel whose name or text has every word of the query, by name. */
export function templatesFor(templates: readonly Template[], channelType: string, query: string): Template[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  const fits = ({ name, text, language }: Template) => words.every((word) => `${name} ${text} ${language}`.toLowerCase().includes(word));
  return templates.filter((template) => template.channelTypes.includes(channelType) && fits(template)).sort((a, b) => a.name.localeCompare(b.name));
}

export function sentTemplate(template: Template, parameters: readonly string[]): SentTemplate {
  const values = Array.from({ length: parameterCount(template.text) }, (_, index) => parameters[index]?.trim() ?? "");
  return { templateName: template.name, language: template.language, reference: template.reference ?? "", parameters: values };
}
