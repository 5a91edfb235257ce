// A strict OpenID Connect provider on loopback: PKCE is required, secrets and redirect addresses must match exactly.
// Prints its address once it listens. With PAGES it asks who one is and for consent, on the library's own pages;
// else it logs everybody in as the person of the `login_hint`, or PERSON.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const { CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, PAGES, PORT } = process.env
const people = JSON.parse(process.env.PEOPLE) // subject → claims
const server = createServer()
await new Promise((done) => server.listen(Number(PORT ?? 0), '127.0.0.1', done))
const issuer = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(issuer, {
  clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [REDIRECT_URI] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  pkce: { required: () => true },
  cookies: { keys: ['only for this test'] },
  features: { devInteractions: { enabled: Boolean(PAGES) } },
  ...(PAGES ? {} : { interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` } }),
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
})

const answer = provider.callback()
server.on('request', async (request, response) => {
  if (PAGES || !request.url.startsWith('/interaction/')) return answer(request, response)
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    const who = new URL(request.url, issuer).searchParams.get('as') ?? params.login_hint ?? process.env.PERSON
    return provider.interactionFinished(request, response, { login: { accountId: who } })
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope('openid email')
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
})
console.log(issuer)
