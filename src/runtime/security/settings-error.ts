// What is wrong with the settings of security, or with a file that they name.

/** Settings that cannot be used; the message is one line that names the setting or the file, what was expected and what to do. */
export class SecuritySettingsError extends Error {
  override readonly name: string = "SecuritySettingsError";
}
