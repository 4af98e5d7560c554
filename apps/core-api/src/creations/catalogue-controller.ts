import { listLooks, listModels } from '@keepword/contracts';
import { looks, models } from '@keepword/creations';
import { offersFeature } from '@keepword/policy';
import { ProblemException, Route } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type Platform } from '../platform/platform.js';

@Controller()
export class CatalogueController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(listModels)
  models() {
    return { items: models(this.platform.creations.settings.catalogue), nextCursor: null };
  }

  @Route(listLooks)
  looks() {
    if (!offersFeature(this.platform.profile, 'looks-with-slots')) throw new ProblemException('/problems/not-offered');
    const items = looks(this.platform.creations.settings.catalogue).map(({ id, name, description, modality, model, tier, slots }) => ({
      id,
      name,
      description,
      modality,
      model,
      tier,
      // What a slot says when it is left empty is the server's business.
      slots: slots.map(({ otherwise: _otherwise, ...slot }) => slot),
    }));
    return { items, nextCursor: null };
  }
}
