// The kinds of record under which workspaces are found.
export const WORKPLACE = 'workspaces.workplace'
export const ROOM = 'workspaces.room'
