/** Drawn here: an icon font would be a request, a library would be weight. Meaning is always in text beside them. */
const icon = (path: string, filled = false) => () => (
  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" class={filled ? "icon filled" : "icon"}>
    <path d={path} />
  </svg>
);

export const CloseIcon = icon("M5 8l5 5 5-5");
export const SendIcon = icon("M3 10l14-6.5L13.5 17 10 11.5z M10 11.5L17 3.5");
export const EndIcon = icon("M8 4H5a1 1 0 00-1 1v10a1 1 0 001 1h3 M12.5 13.5L16 10l-3.5-3.5 M16 10H8.5");
export const SmileIcon = icon("M10 17.5a7.5 7.5 0 100-15 7.5 7.5 0 000 15z M7 12c.8 1 1.800 1.500 3 1.500s2.200-.5 3-1.500 M7.500 8v.01 M12.500 8v.01");
export const ClipIcon = icon("M14.500 9.500l-5 5a3.200 3.200 0 01-4.500-4.500l6-6a2.100 2.100 0 013 3l-5.500 5.500a1 1 0 01-1.500-1.500L12 6");
export const CrossIcon = icon("M5.500 5.500l9 9 M14.500 5.500l-9 9");
export const FileIcon = icon("M6 2.500h5.500L15.500 6.500v11H6z M11.500 2.500v4h4");
export const TickIcon = icon("M4.500 10.500l3.500 3.500 7.500-8");
export const TicksIcon = icon("M2 10.500l3.500 3.500L12 6.500 M9.500 13l1.200 1L18 6.500");
export const ClockIcon = icon("M10 17a7 7 0 100-14 7 7 0 000 14z M10 6v4l2.500 2");
export const AlertIcon = icon("M10 17.500a7.500 7.500 0 100-15 7.500 7.500 0 000 15z M10 6v4.500 M10 13.500v.01");
export const PlayIcon = icon("M6 4l10 6-10 6z", true);
export const PauseIcon = icon("M6 4.500h2.500v11H6z M11.500 4.500H14v11h-2.500z", true);
