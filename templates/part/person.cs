<?cs # Operators: their state, their facts, the form that names one. ?>
<?cs def:op_state(s, over) ?><?cs if:over ?><?cs call:badge("red", T.Users.Over) ?><?cs elif:s == "active" ?><?cs call:badge("green", T.Users.State.active) ?><?cs elif:s == "withdrawn" ?><?cs call:badge("grey", T.Users.State.withdrawn) ?><?cs elif:s == "registered" ?><?cs call:badge("yellow", T.Users.State.registered) ?><?cs else ?><?cs call:badge("", T.Users.State.invited) ?><?cs /if ?><?cs /def ?>
<?cs def:op_facts() ?><dl class="facts"><?cs call:fact(T.Users.Col.No, Op.No) ?><?cs call:fact(T.Users.Col.Name, Op.Name) ?><?cs call:fact(T.Users.Col.Ra, Op.Ra) ?><?cs call:fact(T.Users.Col.Roles, Op.Roles) ?><div><dt><?cs var:T.Users.Col.State ?></dt><dd><?cs call:op_state(Op.State, Op.Over) ?><?cs if:Op.Soft ?> <?cs call:badge("yellow", T.Users.Soft) ?><?cs /if ?></dd></div></dl><?cs /def ?>
<?cs # what two people compare when they meet ?>
<?cs def:fingerprint(hint) ?><?cs if:Op.Key ?><section class="pn" aria-labelledby="h-key"><h2 id="h-key"><?cs var:T.Users.Key ?></h2><div class="bd"><p class="mono keycode"><?cs var:Op.Key ?></p><p class="govuk-hint"><?cs var:hint ?></p></div></section><?cs /if ?><?cs /def ?>
<?cs def:tick_role(field, text) ?><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="f-<?cs var:field ?>" name="<?cs var:field ?>" type="checkbox" value="yes"<?cs if:Form[field].Value == "yes" ?> checked<?cs /if ?>><label class="govuk-label govuk-checkboxes__label" for="f-<?cs var:field ?>"><?cs var:text ?></label></div><?cs /def ?>
<?cs def:choose(field, list) ?><?cs call:group_open(field) ?><?cs call:label(field) ?><?cs call:hint(field) ?><?cs call:fault(field) ?>
<select class="govuk-select" id="f-<?cs var:field ?>" name="<?cs var:field ?>"<?cs call:describes(field) ?>><?cs each:o = list ?><option value="<?cs var:o.Value ?>"<?cs if:Form[field].Value == o.Value ?> selected<?cs /if ?>><?cs var:o.Text ?></option><?cs /each ?></select><?cs call:group_close() ?><?cs /def ?>
<?cs def:person_fields() ?>
<?cs call:input("op_no", "text", "off", "10") ?>
<?cs call:input("op_name", "text", "off", "20") ?>
<?cs call:choose("op_kind", Person.Kind) ?>
<?cs call:input("op_number", "text", "off", "20") ?>
<?cs call:choose("op_ra", Person.Ra) ?>
<?cs call:group_open("op_roles") ?><fieldset class="govuk-fieldset" id="f-op_roles" tabindex="-1"<?cs call:describes("op_roles") ?>><legend class="govuk-fieldset__legend"><?cs var:T.Field.op_roles.Label ?></legend><?cs call:hint("op_roles") ?><?cs call:fault("op_roles") ?><div class="govuk-checkboxes govuk-checkboxes--small"><?cs call:tick_role("op_clerk", T.Role.clerk) ?><?cs call:tick_role("op_reviewer", T.Role.reviewer) ?><?cs call:tick_role("op_business", T.Role.business) ?><?cs call:tick_role("op_security", T.Role.security) ?><?cs call:tick_role("op_auditor", T.Role.auditor) ?></div></fieldset><?cs call:group_close() ?>
<?cs /def ?>
