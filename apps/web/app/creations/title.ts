/** What stands for a creation in a caption or an alternative text: its prompt, else its Look. */
export function titleOf({ prompt, lookName }: { prompt: string | null; lookName: string | null }): string {
  return prompt ?? (lookName ? `Made with the Look ${lookName}` : 'A creation without a prompt');
}
