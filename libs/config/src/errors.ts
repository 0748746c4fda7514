import { codes } from '@chasqui/errors'

export const configErrors = codes('config', {
  CONFIG_INVALID: {
    say: 'The settings of this process are not usable',
    hint: 'Set the environment variables named here, or put a value in a file and name it in <NAME>_FILE; then start again',
    retry: false,
    status: 500,
  },
})
