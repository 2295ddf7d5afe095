/** Line icons, always beside or under a text: none of them carries meaning alone. */
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

export const Check = icon("M4.500 10.500l3.500 3.500 7.500-8");
export const Checks = icon("M2 10.500l3.500 3.500L12 6.500 M9.500 13l1.200 1L18 6.500");
export const Clock = icon("M10 17a7 7 0 100-14 7 7 0 000 14z M10 6v4l2.500 2");
export const Alert = icon("M10 17.500a7.500 7.500 0 100-15 7.500 7.500 0 000 15z M10 6v4.500 M10 13.500v.01");
export const Pause = icon("M7 4.500v11 M13 4.500v11");
export const Play = icon("M6 4l10 6-10 6z");
export const Dot = icon("M10 13a3 3 0 100-6 3 3 0 000 6z");
export const Minus = icon("M10 17a7 7 0 100-14 7 7 0 000 14z M6.500 10h7");
export const Door = icon("M8 4H5a1 1 0 00-1 1v10a1 1 0 001 1h3 M12.500 13.500L16 10l-3.500-3.500 M16 10H8.500");
export const Gear = icon("M4 6h12 M4 10h12 M4 14h12 M7 4.500v3 M13 8.500v3 M9 12.500v3");
export const Bell = icon("M5 14V9a5 5 0 0110 0v5l1 1H4z M8.500 17h3");
export const Globe = icon("M10 17.500a7.500 7.500 0 100-15 7.500 7.500 0 000 15z M2.500 10h15 M10 2.500c2.500 2.200 3 4.800 3 7.500s-.5 5.300-3 7.500c-2.500-2.200-3-4.800-3-7.500s.5-5.300 3-7.500z");
export const Bubble = icon("M4 4h12a1.500 1.500 0 011.500 1.500v7A1.500 1.500 0 0116 14h-5l-4 3v-3H4a1.500 1.500 0 01-1.500-1.500v-7A1.500 1.500 0 014 4z");
export const Send = icon("M3 10l14-6.500L13.500 17 10 11.500z M10 11.500L17 3.500");
export const Down = icon("M5 8l5 5 5-5");
export const Up = icon("M5 12l5-5 5 5");
export const Arrow = icon("M3.500 10h13 M11.500 5l5 5-5 5");
export const Back = icon("M16.500 10h-13 M8.500 5l-5 5 5 5");
export const Close = icon("M5 5l10 10 M15 5L5 15");
export const Tag = icon("M3 3.500h6.500l7 7-6.500 6.500-7-7z M6.500 7v.01");
export const Lock = icon("M5 9h10v8H5z M7 9V6.500a3 3 0 016 0V9");
export const Clip = icon("M14.500 9.500l-5 5a3.200 3.200 0 01-4.500-4.500l6-6a2.100 2.100 0 013 3l-5.500 5.500a1 1 0 01-1.500-1.500L12 6");
export const Edit = icon("M4 16l1-4 8.500-8.500 3 3L8 15z M12 5l3 3");
export const Quote = icon("M8.500 5L3.500 10l5 5 M4 10h7.500a5 5 0 015 5v1");
export const Rows = icon("M3.500 5h13 M3.500 10h13 M3.500 15h13");
export const Gallery = icon("M3 3.500h6v6H3z M11 3.500h6v6h-6z M3 11h6v6H3z M11 11h6v6h-6z");
export const People = icon("M7.500 9.500a3 3 0 100-6 3 3 0 000 6z M2.500 16.500a5 5 0 0110 0 M13 4a3 3 0 010 5.500 M14 12a5 5 0 013.500 4.500");
export const Panel = icon("M3 4h14v12H3z M12.500 4v12");
export const Search = icon("M8.500 14a5.500 5.500 0 100-11 5.500 5.500 0 000 11z M12.500 12.500L17 17");
