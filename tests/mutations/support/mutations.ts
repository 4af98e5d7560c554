import type { Mutation } from './mutation.js';
import { mutationsOfCreations } from './of-creations.js';
import { mutationsOfMoney, mutationsOfSigningIn } from './of-people-and-money.js';
import { mutationsOfRights } from './of-rights.js';
import { mutationsOfTheHouse } from './of-the-house.js';
import { mutationsOfSealing, mutationsOfTheDatabase } from './of-what-is-stored.js';

/** A promise that somebody could break unnoticed is not kept. Every named control has at least one here. */
export const mutations: readonly Mutation[] = [
  ...mutationsOfTheDatabase,
  ...mutationsOfSealing,
  ...mutationsOfCreations,
  ...mutationsOfSigningIn,
  ...mutationsOfMoney,
  ...mutationsOfRights,
  ...mutationsOfTheHouse,
];
