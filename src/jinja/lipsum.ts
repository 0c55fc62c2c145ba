import { checkItems } from '../value/limits.ts';
import { sharedRandom } from '../value/random.ts';
import { escapeHtml } from '../value/text.ts';

const words =
  'a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum blandit class commodo condimentum congue consectetuer consequat conubia convallis cras cubilia cum curabitur curae cursus dapibus diam dictum dictumst dignissim dis dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat fringilla fusce gravida habitant habitasse hac hendrerit hymenaeos iaculis id imperdiet in inceptos integer interdum ipsum justo lacinia lacus laoreet lectus leo libero ligula litora lobortis lorem luctus maecenas magna magnis malesuada massa mattis mauris metus mi molestie mollis montes morbi mus nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nostra nulla nullam nunc odio orci ornare parturient pede pellentesque penatibus per pharetra phasellus placerat platea porta porttitor posuere potenti praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis sapien scelerisque sed sem semper senectus sit sociis sociosqu sodales sollicitudin suscipit suspendisse taciti tellus tempor tempus tincidunt torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum vitae vivamus viverra volutpat vulputate';

/** Filler text, in paragraphs. */
export function lipsum(n: number, html: boolean, min: number, max: number): string {
  const list = words.split(' ');
  const rng = sharedRandom();
  const out: string[] = [];
  checkItems(n * Math.max(min, max, 1));
  for (let p = 0; p < n; p++) {
    let nextCapital = true;
    let lastComma = 0;
    let lastStop = 0;
    let last = '';
    const parts: string[] = [];
    const total = min >= max ? min : min + rng.below(max - min);
    for (let i = 0; i < total; i++) {
      let word = last;
      while (word === last) word = list[rng.below(list.length)]!;
      last = word;
      if (nextCapital) {
        word = word[0]!.toUpperCase() + word.slice(1);
        nextCapital = false;
      }
      if (i - (3 + rng.below(5)) > lastComma) {
        lastComma = i;
        lastStop += 2;
        word += ',';
      }
      if (i - (10 + rng.below(10)) > lastStop) {
        lastComma = lastStop = i;
        word += '.';
        nextCapital = true;
      }
      parts.push(word);
    }
    let text = parts.join(' ');
    if (text.endsWith(',')) text = `${text.slice(0, -1)}.`;
    else if (!text.endsWith('.')) text += '.';
    out.push(text);
  }
  return html ? out.map((x) => `<p>${escapeHtml(x)}</p>`).join('\n') : out.join('\n\n');
}
