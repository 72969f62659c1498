'use strict';

// Everything that comes from requests is set as text, never as markup.
const base = document.getElementById('script').src.replace(/\/page\.js$/, '');
const lines = new Map();
let token = '';

const by = id => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function time(text) {
  return text ? new Date(text).toLocaleString() : 'time does not help';
}

async function post(what, body) {
  try {
    return await send(what, body);
  } catch (error) {
    return {said: `Not done: ${error.message}`};
  }
}

async function send(what, body) {
  const answer = await fetch(base + '/' + what, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Weir-Token': token},
    body: JSON.stringify(body),
  });
  const read = await answer.json();
  return answer.ok ? read : {said: read.detail};
}

function chart(minutes, label) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 120 20');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const most = Math.max(1, ...minutes);
  minutes.forEach((number, i) => {
    const bar = document.createElementNS(space, 'rect');
    const height = number === 0 ? 0 : Math.max(1, 20 * number / most);
    bar.setAttribute('x', String(2 * i));
    bar.setAttribute('y', String(20 - height));
    bar.setAttribute('width', '1.6');
    bar.setAttribute('height', String(height));
    svg.append(bar);
  });
  return svg;
}

function newLine(line) {
  const row = {
    root: element('article', undefined, 'line'),
    actions: element('span', undefined, 'actions'),
    text: element('code'),
    levels: element('div'),
    facts: element('dl', undefined, 'facts'),
    counts: element('ul', undefined, 'counts'),
    shown: '',
  };
  row.root.append(element('h4', line.name || 'the filter as a whole'));
  row.root.append(row.actions, row.text, row.levels, row.facts, row.counts);
  return row;
}

function spoken(action) {
  return action.name.replaceAll('-', ' ');
}

function actionButton(filter, line, key, action) {
  const button = element('button', spoken(action));
  button.setAttribute('aria-label', `${spoken(action)} ${line || filter}${key ? ' for ' + key : ''}`);
  button.addEventListener('click', () =>
    confirmed(`${spoken(action)}: ${line || filter}`, action, value =>
      post('act', {filter, line, key, action: action.name, value})));
  return button;
}

function levelBar(line, level) {
  const item = element('p', undefined, 'level');
  const meter = element('meter');
  meter.max = 100;
  meter.high = 80;
  meter.value = level.percent;
  meter.setAttribute('aria-label', `${line.name}, ${level.name}`);
  const more = (level.reset ? `; resets ${time(level.reset)}` : '')
    + (level['spent-by'] ? `; at this rate spent by ${time(level['spent-by'])}` : '');
  item.append(meter, element('span', `${level.percent}% of ${level.name}: ${level.words}${more}`));
  return item;
}

function update(row, filter, line) {
  const acts = JSON.stringify(line.actions);
  if (row.acts !== acts) {
    row.acts = acts;
    row.actions.replaceChildren(...line.actions.map(action => actionButton(filter.name, line.name, '', action)));
  }
  const now = JSON.stringify([line.text, line.facts, line.levels, line.counts]);
  if (row.shown === now) return;
  row.shown = now;
  setText(row.text, line.text);
  row.levels.replaceChildren(...line.levels.map(level => levelBar(line, level)));
  row.facts.replaceChildren(...Object.entries(line.facts).map(([name, value]) => {
    const pair = element('div');
    pair.append(element('dt', name), element('dd', value));
    return pair;
  }));
  row.counts.replaceChildren(...line.counts.filter(one => one.day > 0 || one.verdict === 'allowed').map(one => {
    const words = `${one.verdict.replace('-', ' ')}: ${one.minute} in a minute, ${one.hour} in an hour, ${one.day} in a day`;
    const item = element('li', undefined, one.verdict);
    item.append(element('span', words), chart(one.minutes, `${line.name}, ${one.verdict}, this node, each of the last 60 minutes`));
    return item;
  }));
}

function show(status) {
  token = status.token;
  const banner = by('banner');
  const banners = JSON.stringify(status.banners);
  if (banner.dataset.shown !== banners) {
    banner.dataset.shown = banners;
    banner.hidden = status.banners.length === 0;
    banner.replaceChildren(...status.banners.map(text => element('p', text)));
  }
  setText(by('application'), status.application || '/');
  setText(by('nodes'), status.nodes.length > 1 ? `${status.nodes.length} nodes: ${status.nodes.join(', ')}` : 'one node');
  setText(by('state'), `As of ${time(status.time)}`);
  for (const filter of status.filters) {
    let section = by('filter-' + filter.name);
    if (!section) {
      section = element('div');
      section.id = 'filter-' + filter.name;
      section.append(element('h3', filter.name));
      by('filters').append(section);
    }
    for (const line of filter.lines) {
      const key = filter.name + '\n' + line.name;
      if (!lines.has(key)) {
        lines.set(key, newLine(line));
        section.append(lines.get(key).root);
      }
      update(lines.get(key), filter, line);
    }
  }
  showClients('blocks', status.blocks.map(one => ({...one, until: one.until.replace(/\.\d+/, '')})), one => `until ${time(one.until)}`);
  showClients('busiest', status.busiest, one => `${one.refused} requests`);
  const body = by('refusals');
  const newest = status.refusals.map(one => one.id).join();
  if (body.dataset.shown !== newest) {
    body.dataset.shown = newest;
    body.replaceChildren(...status.refusals.map(refusalRow));
  }
}

function showClients(id, clients, words) {
  const list = by(id);
  const now = JSON.stringify(clients);
  if (list.dataset.shown === now) return;
  list.dataset.shown = now;
  list.replaceChildren(...(clients.length ? clients : [null]).map(one => {
    const item = element('li', one ? `${one.filter} ${one.rule}, key ${one.key}: ${words(one)} ` : 'none');
    if (one) item.append(...one.actions.map(action => actionButton(one.filter, one.rule, one.key, action)));
    return item;
  }));
}

function refusalRow(one) {
  const row = element('tr');
  const key = element('td', one.key ? one.key + ' ' : '');
  key.append(...one.actions.map(action => actionButton(one.filter, one.rule, one.key, action)));
  row.append(element('td', time(one.time)), element('td', `${one.filter} ${one.rule}`), element('td', String(one.status)),
    element('td', one.left), element('td', time(one.until)), key);
  row.title = one.id;
  return row;
}

function confirmed(title, action, act) {
  const dialog = by('confirm');
  setText(by('confirm-title'), title);
  setText(by('confirm-words'), action.words);
  setText(by('confirm-yes'), spoken(action));
  setText(by('confirm-asks'), action.asks);
  by('confirm-entry').hidden = !action.asks;
  by('confirm-value').value = '';
  dialog.returnValue = 'no';
  dialog.addEventListener('close', async () => {
    if (dialog.returnValue === 'yes') {
      setText(by('done'), (await act(by('confirm-value').value)).said);
      refresh();
    }
  }, {once: true});
  dialog.showModal();
  if (action.asks) by('confirm-value').focus();
}

by('confirm-no').addEventListener('click', () => by('confirm').close('no'));

by('look').addEventListener('submit', async event => {
  event.preventDefault();
  const found = await post('look', {text: by('look-text').value});
  const items = (found.keys || []).map(one => {
    const item = element('p', `${one.filter} ${one.line}: ${one.left.join('; ')} `);
    item.append(...one.actions.map(action => actionButton(one.filter, one.line, one.key, action)));
    return item;
  });
  by('looked').replaceChildren(...(items.length ? items : [element('p', found.said || 'No rule counts by such a value.')]));
});

by('explain').addEventListener('submit', async event => {
  event.preventDefault();
  const found = await post('explain', {id: by('explain-id').value});
  by('explained').replaceChildren(element('pre', found.said
    || `${found.line}\nstatus ${found.status}, since ${time(found.time)}, until ${time(found.until)}\nleft: ${found.left || 'nothing was counted'}\nkey: ${found.key || 'all clients'}`));
});

async function refresh() {
  try {
    const answer = await fetch(base + '/status');
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    show(await answer.json());
  } catch (error) {
    setText(by('state'), `Not up to date: ${error.message}`);
  }
}

refresh();
setInterval(() => { if (!document.hidden && !by('confirm').open) refresh(); }, 5000);
