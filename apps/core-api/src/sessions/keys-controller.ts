import { endpoint } from '@keepword/contracts';
import { ProblemException, Route } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type Platform } from '../platform/platform.js';

const jwks = endpoint({
  method: 'GET',
  path: '/.well-known/jwks.json',
  access: 'open',
  summary: 'The public keys of our own access tokens',
  status: 200,
});

@Controller()
export class KeysController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(jwks)
  keys() {
    const { tokens } = this.platform.identity;
    if (!tokens) throw new ProblemException('/problems/not-offered', { detail: 'The identity provider issues the tokens here.' });
    return tokens.jwks();
  }
}
