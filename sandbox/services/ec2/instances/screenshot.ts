/** A console with a login prompt: a PNG of 80 by 48 pixels in base64 (AWS's is a JPEG). */
export const screenshot = [
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAAAwAQAAAACunsBaAAAAN0lEQVR42mNgIAHIsDMyFEGYIg8Z+QIkGkBMiXZGriIRsKhACyOX',
  'kAhYVOY5Yx9Q1IJhFAwlAADp0AdIWQQzeQAAAABJRU5ErkJggg==',
].join('');
