<?cs include!"part/macros.cs" ?>
<?cs include!"part/person.cs" ?>
<?cs def:content() ?>
<?cs call:back("/admin/users") ?>
<div class="hd"><h1><?cs var:T.Users.New ?></h1></div>
<p class="govuk-body"><?cs var:T.Users.NewIntro ?></p>
<form method="post" action="/admin/users/new" novalidate>
<?cs call:tokens() ?>
<?cs call:person_fields() ?>
<?cs call:row_open() ?><?cs call:button(T.Users.Invite) ?><?cs call:link_button("/admin/users", T.Users.Leave, "secondary") ?><?cs call:row_close() ?>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
