import type { KindWords } from "./en";

export const kinds: KindWords = {
  kindDeleted: "حُذفت هذه الرسالة",
  kindUnsupported: "رسالة لا يمكن عرضها هنا ({detail})",
  kindOrder: "طلب شراء",
  kindSystem: "إشعار من القناة",
  kindReferral: "جاء من إعلان أو رابط",
  kindOptin: "وافق على مراسلته",
  kindHandover: "أُحيلت المحادثة في القناة",
  kindSticker: "ملصق",
  kindPlace: "موقع",
  kindContact: "جهة اتصال",
  kindComment: "تعليق على منشور",
  kindReacted: "تفاعل بـ {detail} مع رسالة سابقة",
  kindUnreacted: "سحب تفاعله",
  kindEdited: "معدّلة",
  kindMap: "عرض على الخريطة",
  kindWebsite: "موقع إلكتروني",
  kindReactionBy: "{emoji} من {names}",
  kindReplyTo: "رد على {name}",
  kindEarlier: "رسالة سابقة",
};
