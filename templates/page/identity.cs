<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:number_of(title, name, kind, number) ?>
<h2 class="govuk-heading-m"><?cs var:title ?><?cs if:name ?> <span class="nil"><?cs var:name ?></span><?cs /if ?></h2>
<?cs if:Id[number].Masked ?><?cs call:notice_open("good") ?><p><?cs var:T.Identity.Have ?> <b class="mono"><?cs var:Id[number].Masked ?></b></p><p><?cs var:T.Identity.Keep ?></p><?cs call:notice_close() ?><?cs elif:Id[number].Lost ?><?cs call:notice("warn", T.Identity.Lost) ?><?cs /if ?>
<?cs call:select_of(kind, Kinds) ?><?cs call:input(number, "text", "", "20") ?>
<?cs /def ?>
<?cs def:content() ?>
<?cs call:apply_top(#3) ?>
<h1 class="govuk-heading-l"><?cs var:T.Identity.Title ?></h1>
<p class="govuk-body"><?cs var:T.Identity.Intro ?></p>
<form method="post" action="/apply/<?cs var:App.Id ?>/identity" novalidate autocomplete="off">
<?cs call:apply_hidden() ?>
<?cs if:App.Kind == "enterprise" ?><?cs call:number_of(T.Identity.Legal, Name.legal, "legal_id_kind", "legal_id_no") ?><?cs call:number_of(T.Identity.Agent, Name.agent, "agent_id_kind", "agent_id_no") ?><?cs else ?><?cs call:number_of(T.Identity.Self, Name.self, "id_kind", "id_no") ?><?cs /if ?>
<?cs call:save_row() ?>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
