// The provider's package brings no types; the tests use it through test/support/provider.ts only.
declare module 'oidc-provider' {
  const Provider: any // eslint-disable-line @typescript-eslint/no-explicit-any
  export default Provider
}
