/** What somebody is in the practice, to choose: the role, and whose calendar is theirs. */
import { ROLES, type Role } from '../../domain/roles.ts';
import type { PractitionerId } from '../../domain/types.ts';
import { FieldError, type FieldErrors } from '../fields.tsx';
import { roleMay, roleWords } from './role-words.ts';

export type RoleChoice = { readonly role: Role; readonly practitionerId: string | undefined };

/** `prefix` keeps the fields of several people on one page apart. */
export function RoleFields(props: {
  prefix: string;
  practitioners: readonly { readonly id: PractitionerId; readonly name: string }[];
  value: RoleChoice;
  errors: FieldErrors;
}) {
  const { prefix, practitioners, value, errors } = props;
  const [role, calendar] = [`role-${prefix}`, `practitionerId-${prefix}`];
  return (
    <>
      <fieldset class="roles" aria-describedby={errors['role'] ? `${role}-error` : undefined}>
        <legend>Role</legend>
        {ROLES.map((one) => (
          <label class="check" for={`${role}-${one}`}>
            <input type="radio" id={`${role}-${one}`} name="role" value={one} checked={one === value.role} />
            <span>
              {roleWords(one)}
              <span class="hint">{roleMay(one)}</span>
            </span>
          </label>
        ))}
        <FieldError name={role} error={errors['role']} />
      </fieldset>
      <div class="field">
        <label for={calendar}>Their own calendar</label>
        <span class="hint" id={`${calendar}-hint`}>
          A practitioner has one. An owner or assistant may.
        </span>
        <select
          id={calendar}
          name="practitionerId"
          aria-invalid={errors['practitionerId'] ? 'true' : undefined}
          aria-describedby={`${calendar}-hint${errors['practitionerId'] ? ` ${calendar}-error` : ''}`}
        >
          <option value="" selected={!value.practitionerId}>
            None
          </option>
          {practitioners.map(({ id, name }) => (
            <option value={id} selected={id === value.practitionerId}>
              {name}
            </option>
          ))}
        </select>
        <FieldError name={calendar} error={errors['practitionerId']} />
      </div>
    </>
  );
}
