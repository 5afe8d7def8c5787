<?cs include!"part/macros.cs" ?>
<?cs include!"part/person.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l" id="f-sign"><?cs var:T.First.Title ?></h1>
<?cs if:First.Closed ?><?cs call:notice("warn", T.First.Closed) ?>
<?cs else ?>
<p class="govuk-body"><?cs var:T.First.Intro ?></p>
<form method="post" action="/admin/first/person" novalidate>
<?cs call:tokens() ?><?cs call:hidden("ticket", First.Ticket) ?><?cs call:hidden("soft", First.Soft) ?><?cs each:k = First.Key ?><?cs call:hidden(k.Name, k.Value) ?><?cs /each ?>
<?cs call:person_fields() ?>
<?cs call:row_open() ?><?cs call:button(T.First.Send) ?><?cs call:row_close() ?>
</form>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
