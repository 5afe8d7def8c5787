<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Ra.Log.Title ?></h1><form class="bare hd-act" method="get" action="<?cs var:url_validate(Log.Address) ?>"><button class="govuk-button govuk-button--secondary" type="submit" name="verify" value="yes"><?cs var:T.Ra.Log.Verify ?></button></form></div>
<?cs if:Verify.Good ?><?cs call:notice_open("good") ?><p><?cs var:T.Ra.Log.Good ?> <span class="num"><?cs var:Verify.Rows ?></span></p><?cs call:notice_close() ?><?cs elif:Verify.Chain ?><?cs call:notice_open("bad") ?><p><b><?cs var:T.Ra.Log.Broken ?></b></p><p><span class="mono"><?cs var:Verify.Chain ?> <?cs var:Verify.Seq ?></span> <?cs var:Verify.What ?></p><?cs call:notice_close() ?><?cs /if ?>
<?cs if:subcount(Row) > #0 ?>
<?cs call:table_open(T.Ra.Log.Title) ?><?cs call:th(T.Ra.Log.At) ?><?cs call:th(T.Ra.Log.Who) ?><?cs call:th(T.Ra.Log.Act) ?><?cs call:th(T.Ra.Log.Object) ?><?cs call:th(T.Ra.Log.Detail) ?><?cs call:th(T.Ra.Log.Place) ?><?cs call:table_rows() ?>
<?cs each:r = Row ?><?cs call:tr() ?><?cs call:td_when(T.Ra.Log.At, r.At) ?><?cs call:td_num(T.Ra.Log.Who, r.Who) ?><?cs call:td(T.Ra.Log.Act, r.Act) ?><?cs call:td_open(T.Ra.Log.Object) ?><?cs var:T.Ra.Object[r.Kind] ?> <span class="num"><?cs var:r.Object ?></span><?cs call:td_close() ?><?cs call:td(T.Ra.Log.Detail, r.Detail) ?><?cs call:td_open(T.Ra.Log.Place) ?><span class="mono"><?cs var:r.Place ?> <?cs var:r.Hash ?></span><?cs call:td_close() ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?><?cs call:pager() ?>
<?cs else ?><?cs call:empty(T.Ra.Log.Empty) ?><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
