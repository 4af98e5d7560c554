/** Whether a browser loads a page with this request, as it does without JavaScript; our own scripts ask for data. */
export function wantsDocument(request: Request): boolean {
  return request.headers.get('accept')?.includes('text/html') ?? false;
}
