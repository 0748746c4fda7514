import { codes } from '@chasqui/errors'

/** What can go wrong while the machine is made ready or a server is started. The detail names the place and what to type. */
export const errors = codes('servers', {
  SERVER_MISSING: { say: 'A server that Chasqui needs is not on this machine and could not be installed', hint: 'Do one of the things named, then run the command again', retry: false },
  SERVER_TOO_OLD: { say: 'The server found is too old for Chasqui', hint: 'Install the version named, or take the old one off the PATH or out of the URL', retry: false },
  SERVER_UNREACHABLE: { say: 'The server that a URL names does not answer', hint: 'Start that server, correct the URL, or unset it so that Chasqui starts its own', retry: true },
  SERVER_UNSUITABLE: { say: 'The server that a URL names lacks something Chasqui needs', hint: 'Switch that on, or unset the URL so that Chasqui starts its own', retry: false },
  SERVER_DIED: { say: 'A server ended while it was starting', hint: 'Its last words are in the detail, the rest in the log file named there', retry: false },
  SERVER_SLOW: { say: 'A server did not get ready in time', hint: 'Look at the log file named and try again when the machine is less busy', retry: true },
  PORT_TAKEN: { say: 'A port is used by another program', hint: 'End that program or choose another port', retry: false },
  DATA_DIR_IN_USE: { say: 'A data folder is in use by another run that is alive', hint: 'End the other run, or start this one with another folder', retry: false },
  CACHE_UNWRITABLE: { say: 'The cache folder cannot be written', hint: 'Set CHASQUI_CACHE to a folder that you may write', retry: false },
  SETUP_NO_NETWORK: { say: 'Something must be downloaded and the network does not answer', hint: 'Connect, or install by hand what is named', retry: true },
  SETUP_NEEDS_ROOT: { say: 'A program is missing and only root may install it', hint: 'Type the line that is named, then run the command again', retry: false },
  SETUP_FAILED: { say: 'An installation failed', hint: 'Type the line that is named yourself to see all of what it says', retry: false },
})
