/**
 * How long something takes, in words.
 */
const twoDigits = (number) => String(number).padStart(2, "0");

export function inWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours >= 1) return `${hours} h ${twoDigits(minutes % 60)} min`;
  return `${minutes}:${twoDigits(seconds % 60)}`;
}
