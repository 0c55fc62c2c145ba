import { tagList } from '../playbook/tags.ts';
import type { Task } from '../playbook/task.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { TaskView } from './events.ts';
import { looseBool, rawBool } from './keyword-values.ts';

/** What callbacks see of a task; `name` where it could be templated, else as written. */
export function taskView(run: RunContext, task: Task, name?: string): TaskView {
  const bare = name ?? task.bareTitle();
  const role = task.role?.title();
  const check = task.get('check_mode');
  const diff = task.get('diff');
  const delegateTo = task.get('delegate_to');
  // what stands in no file (the check of a role's arguments) is said to stand where its play does
  const place = task.position ?? task.play?.position;
  return {
    uuid: task.uuid,
    name: role && !task.roleRequest && !bare.startsWith(`${role} : `) ? `${role} : ${bare}` : bare,
    bareName: bare,
    action: task.action,
    path: place ? `${place.file}:${place.line}` : undefined,
    role,
    noLog: rawBool(task.get('no_log')),
    checkMode: check === undefined ? run.options.check : rawBool(check),
    diff: diff === undefined ? run.options.diff : rawBool(diff),
    isHandler: task.isHandler,
    args: task.args,
    loop: task.loop !== undefined,
    delegateTo: delegateTo === undefined ? undefined : asText(delegateTo),
    tags: tagList(task.get('tags')),
    ignoreErrors: looseBool(task.get('ignore_errors')),
    keyword: (k: string): Value | undefined => task.get(k),
    source: task,
  };
}
