/** Line icons, always beside a text or under a label: none of them carries meaning alone. */
interface Props {
  size?: number;
}
const icon = (path: string) =>
  function Icon({ size = 18 }: Props) {
    return (
      <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false" className="icon">
        <path d={path} />
      </svg>
    );
  };

export const Glass = icon("M9 15A6 6 0 109 3a6 6 0 000 12z M13.500 13.500L17 17");
export const Gear = icon("M4 6h12 M4 10h12 M4 14h12 M7 4.500v3 M13 8.500v3 M9 12.500v3");
export const Door = icon("M8 4H5a1 1 0 00-1 1v10a1 1 0 001 1h3 M12.500 13.500L16 10l-3.500-3.500 M16 10H8.500");
export const Lines = icon("M3.500 5.500h13 M3.500 10h13 M3.500 14.500h13");
export const Check = icon("M4.500 10.500l3.500 3.500 7.500-8");
export const Alert = icon("M10 17.500a7.500 7.500 0 100-15 7.500 7.500 0 000 15z M10 6v4.500 M10 13.500v.01");
export const Plus = icon("M10 4v12 M4 10h12");
export const Cross = icon("M5 5l10 10 M15 5L5 15");
export const Up = icon("M5 12l5-5 5 5");
export const Down = icon("M5 8l5 5 5-5");
export const Copy = icon("M7 7h9v10H7z M4 13V3h9");
export const Circle = icon("M10 17a7 7 0 100-14 7 7 0 000 14z");
