// Telling people by mail what happened: queued with the change itself, rendered when it is sent, through a mail
// server or into files.
export {
  notify,
  notifyOnce,
  toldOnce,
  sendJob,
  SEND_JOB,
  type Notice,
  type Sending,
  type Telling,
  type Template,
} from './notify.ts'
export { checkedAddress, type Invitation, type Letter, type Recipient } from './letter.ts'
export { chooseMail, mailChoice, mailChoices, NO_MAIL, type MailList } from './choices.ts'
export { isStopSeal, linksOf, stopPath, type Links } from './links.ts'
export { openMailFolder, openMailServer, type Outlet } from './outlet.ts'
export { openPost, type DirectMail, type Post, type PostOptions } from './post.ts'
export type { NotificationState } from './schema.ts'
