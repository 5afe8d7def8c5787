<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Progress.Title ?></h1>
<p class="govuk-body"><?cs var:T.Progress.Intro ?></p>
<form method="get" action="/progress" novalidate>
<?cs call:input("no", "text", "", "20") ?>
<div class="btn-row"><?cs call:button(T.Progress.Find) ?></div>
</form>
<?cs if:Found.State ?>
<h2 class="govuk-heading-m"><?cs var:T.Progress.Result ?></h2>
<?cs call:kv_open() ?><?cs call:kv_row(T.Done.Number) ?><b class="num"><?cs var:Found.No ?></b><?cs call:kv_end() ?><?cs call:kv_row(T.Case.State) ?><?cs call:state(Found.State) ?><?cs call:kv_end() ?><?cs call:kv_close() ?>
<?cs if:Found.Href ?><p><?cs call:link_button(Found.Href, T.Progress.Mine, "secondary") ?></p><?cs /if ?>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
