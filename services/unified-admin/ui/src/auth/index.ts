export {
  choosePassword,
  confirmSecondFactor,
  exchangeLink,
  mustEnrol,
  refresh,
  signIn,
  signOut,
  type Enrolment,
  type Entered,
  type Role,
  type Session,
} from "./api";
export { SessionKeeper } from "./keeper";
export { safeNext, signInAddress } from "./next";
export { Problem, problemOf, UNREACHABLE, type Violation } from "./problem";
