export interface LookSlot {
  readonly id: string;
  readonly label: string;
  readonly kind: 'text' | 'choice';
  readonly required: boolean;
  readonly example: string;
  readonly maxLength: number;
  /** Empty for text. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** What the prompt says when the slot stays empty. */
  readonly otherwise: string;
}

/** A preset: a person fills in what it is about, the rest of the prompt stands. */
export interface Look {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly modality: 'image';
  readonly model: string;
  readonly tier: string;
  readonly slots: readonly LookSlot[];
  readonly prompt: (slots: Readonly<Record<string, string>>) => string;
}

function text(id: string, label: string, example: string, otherwise?: string): LookSlot {
  return { id, label, kind: 'text', required: otherwise === undefined, example, maxLength: 120, choices: [], otherwise: otherwise ?? '' };
}

/** @param choices values are what the prompt says; the first one counts when nothing is chosen */
function choice(id: string, label: string, choices: Readonly<Record<string, string>>): LookSlot {
  const all = Object.entries(choices).map(([value, name]) => ({ value, label: name }));
  const first = all[0]?.value ?? '';
  return { id, label, kind: 'choice', required: false, example: first, maxLength: 60, choices: all, otherwise: first };
}

export const lookbook: readonly Look[] = [
  {
    id: 'window-light-portrait',
    name: 'Window light',
    description: 'A quiet portrait beside a window, as an old lens would see it.',
    modality: 'image',
    model: 'flux-krea',
    tier: 'standard',
    slots: [
      text('person', 'Who is it?', 'an old fisherman with a knitted cap'),
      choice('weather', 'Outside it is', { overcast: 'Overcast', 'late afternoon sun': 'Late sun', 'falling snow': 'Snowing' }),
      choice('mood', 'Mood', { pensive: 'Pensive', amused: 'Amused', proud: 'Proud' }),
    ],
    prompt: ({ person, weather, mood }) =>
      `Portrait of ${person} sitting beside a tall window, ${mood} expression, ${weather} outside, soft side light, 50 mm lens, fine film grain, unretouched skin`,
  },
  {
    id: 'botanical-plate',
    name: 'Botanical plate',
    description: 'A page from a naturalist’s notebook.',
    modality: 'image',
    model: 'flux-dev',
    tier: 'standard',
    slots: [
      text('plant', 'Which plant?', 'wild strawberry'),
      choice('paper', 'Paper', { 'ivory laid paper': 'Ivory', 'toned grey paper': 'Grey', 'pale blue paper': 'Pale blue' }),
      text('detail', 'A detail beside it', 'a dissected flower', 'a seed pod'),
    ],
    prompt: ({ plant, paper, detail }) =>
      `Botanical plate of ${plant} with root, leaf and blossom, beside it ${detail}, ink outline and watercolour wash on ${paper}, generous margin, no lettering`,
  },
  {
    id: 'paper-city',
    name: 'Paper city',
    description: 'A place folded and cut from coloured paper.',
    modality: 'image',
    model: 'flux-dev',
    tier: 'standard',
    slots: [
      text('place', 'Which place?', 'a harbour with crooked houses'),
      choice('palette', 'Colours', {
        'coral and teal': 'Coral and teal',
        'ochre and indigo': 'Ochre and indigo',
        'all white': 'All white',
      }),
      choice('hour', 'Hour', { noon: 'Noon', dusk: 'Dusk', night: 'Night' }),
    ],
    prompt: ({ place, palette, hour }) =>
      `${place} built from layered cut paper, ${palette} palette, ${hour} light with long soft shadows between the layers, miniature set, shallow depth of field`,
  },
  {
    id: 'market-still-life',
    name: 'Market still life',
    description: 'Food on a table, painted with patience.',
    modality: 'image',
    model: 'sdxl',
    tier: 'fine',
    slots: [
      text('food', 'What lies on the table?', 'two quinces and a loaf of bread'),
      choice('ground', 'On', { 'dark oak': 'Dark oak', 'white linen': 'Linen', 'grey slate': 'Slate' }),
    ],
    prompt: ({ food, ground }) =>
      `Still life in oil, ${food} on ${ground}, single light from the left, deep shadow behind, visible brushwork, muted pigments`,
  },
  {
    id: 'night-train',
    name: 'Night train',
    description: 'A scene seen through the window of a train at night.',
    modality: 'image',
    model: 'flux-krea',
    tier: 'standard',
    slots: [
      text('scene', 'What passes by?', 'a lit football pitch in the rain'),
      choice('reflection', 'In the glass', {
        'an empty compartment': 'Nobody',
        'a sleeping traveller': 'A sleeper',
        'an open book': 'A book',
      }),
    ],
    prompt: ({ scene, reflection }) =>
      `Seen through the window of a night train: ${scene}, raindrops on the glass, faint reflection of ${reflection}, sodium and cold light, slight motion blur`,
  },
  {
    id: 'picture-book',
    name: 'Picture book',
    description: 'A spread from a children’s book that does not exist yet.',
    modality: 'image',
    model: 'flux-dev',
    tier: 'draft',
    slots: [
      text('hero', 'Who is it about?', 'a hedgehog with a red umbrella'),
      text('deed', 'What happens?', 'crossing a brook on stepping stones'),
      choice('hand', 'Drawn in', { 'gouache and pencil': 'Gouache', 'linocut in three colours': 'Linocut', 'soft crayon': 'Crayon' }),
    ],
    prompt: ({ hero, deed, hand }) =>
      `Picture-book illustration, ${hero}, ${deed}, drawn in ${hand}, wide empty sky for the words, warm and a little odd`,
  },
  {
    id: 'object-study',
    name: 'Object study',
    description: 'One thing, well lit, on nothing.',
    modality: 'image',
    model: 'flux-schnell',
    tier: 'standard',
    slots: [
      text('object', 'Which thing?', 'a dented brass watering can'),
      choice('ground', 'Background', { 'warm grey': 'Warm grey', 'deep green': 'Deep green', 'pale rose': 'Pale rose' }),
    ],
    prompt: ({ object, ground }) =>
      `Studio photograph of ${object}, centred on a seamless ${ground} background, large soft light from above, crisp contact shadow, true colours`,
  },
];
