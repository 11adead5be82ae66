// The front door of workspaces: all that another module may import.
export { workplacesSeen, type Workplace } from './queries/workplaces.ts'
export { workplaceCalendars, workspaceCalendarById, type KeptCalendar } from './queries/calendars.ts'
export { exportArchive } from './export.ts'
export { writeExport } from './queries/export.ts'
