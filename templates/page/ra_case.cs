<?cs include!"part/macros.cs" ?>
<?cs include!"part/ra.cs" ?>
<?cs def:cell(label, c) ?><td data-l="<?cs var:label ?>"><span><?cs if:subcount(c.Part) > #0 ?><?cs each:s = c.Part ?><?cs if:s.Mark ?><mark><?cs var:s.Text ?></mark><?cs else ?><?cs var:s.Text ?><?cs /if ?><?cs /each ?><?cs else ?><span class="nil">—</span><?cs /if ?></span></td><?cs /def ?>
<?cs def:point(id, text) ?><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="f-<?cs var:id ?>" name="<?cs var:id ?>" type="checkbox" value="yes"<?cs if:Tick[id] ?> checked<?cs /if ?>><label class="govuk-label govuk-checkboxes__label" for="f-<?cs var:id ?>"><?cs var:text ?></label></div><?cs /def ?>
<?cs # R04 to R06 are about a licence, an agent and a legal representative: of units alone ?>
<?cs def:defect(code, text) ?><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="f-<?cs var:code ?>" name="defect[]" type="checkbox" value="<?cs var:code ?>"<?cs if:Defect[code] ?> checked<?cs /if ?>><label class="govuk-label govuk-checkboxes__label" for="f-<?cs var:code ?>"><span class="num"><?cs var:code ?></span> <?cs var:text ?></label></div><?cs /def ?>
<?cs def:whom(word, text) ?><option value="<?cs var:word ?>"<?cs if:Form.number_whom.Value == word ?> selected<?cs /if ?>><?cs var:text ?></option><?cs /def ?>

<?cs def:tool(href, sign, text) ?><a class="tool" href="<?cs var:url_validate(href) ?>"><?cs call:icon(sign) ?><?cs var:text ?></a><?cs /def ?>
<?cs def:icon_tool(href, sign, text) ?><?cs if:href ?><a class="tool" href="<?cs var:url_validate(href) ?>" title="<?cs var:text ?>"><?cs call:icon(sign) ?><span class="govuk-visually-hidden"><?cs var:text ?></span></a><?cs else ?><span class="tool off" aria-hidden="true"><?cs call:icon(sign) ?></span><?cs /if ?><?cs /def ?>
<?cs def:zoom() ?><?cs call:icon_tool(Ev.Larger, "zoom-in", T.Ra.Ev.Larger) ?><?cs call:icon_tool(Ev.Smaller, "zoom-out", T.Ra.Ev.Smaller) ?><span class="num pc"><?cs var:Ev.Percent ?>%</span><?cs /def ?>
<?cs def:compare() ?><?cs if:Ev.Alone ?><?cs call:tool(Ev.Alone, "x", T.Ra.Ev.Alone) ?><?cs elif:Ev.Compare ?><?cs call:tool(Ev.Compare, "layout-columns", T.Ra.Ev.Compare) ?><?cs /if ?><?cs /def ?>
<?cs def:around(s) ?><?cs if:s.Before ?><a class="tool" href="<?cs var:url_validate(s.Before) ?>"><?cs var:T.Ra.Ev.Before ?></a><?cs /if ?><?cs if:s.After ?><a class="tool" href="<?cs var:url_validate(s.After) ?>"><?cs var:T.Ra.Ev.After ?></a><?cs /if ?><?cs if:s.Turn ?><?cs call:icon_tool(s.Turn, "rotate-clockwise", T.Ra.Ev.Turn) ?><?cs /if ?><?cs /def ?>
<?cs def:files(s) ?><?cs if:s.Src ?><a class="tool" href="<?cs var:url_validate(s.Src) ?>" target="_blank" rel="noopener"><?cs call:icon("external-link") ?><?cs var:T.Ra.Ev.Whole ?></a><?cs /if ?><?cs call:tool(s.Original, "download", T.Ra.Ev.Original) ?><?cs /def ?>
<?cs def:choice(s) ?><ul class="th"><?cs each:m = s.Mat ?><li><a href="<?cs var:url_validate(m.Href) ?>"<?cs if:m.Here ?> aria-current="true"<?cs /if ?>><?cs call:material_name(m.Kind) ?><?cs if:m.Pages ?> <?cs var:m.Pages ?> <?cs var:T.Ra.Ev.Pages ?><?cs /if ?><?cs if:m.Seen ?><span class="seen"><?cs var:T.Ra.Ev.Yes ?></span><?cs else ?><span class="todo"><?cs var:T.Ra.Ev.No ?></span><?cs /if ?></a></li><?cs /each ?></ul><?cs /def ?>
<?cs def:sheet(s, label) ?><div class="cv z<?cs var:Ev.Zoom ?>" tabindex="0" role="region" aria-label="<?cs if:label ?><?cs var:label ?> <?cs /if ?><?cs call:material_name(s.Kind) ?>"><?cs if:s.Src ?><img src="<?cs var:url_validate(s.Src) ?>" alt="<?cs call:material_name(s.Kind) ?> <?cs var:s.Page ?> / <?cs var:s.Pages ?>"><?cs else ?><?cs call:notice("bad", s.Refusal) ?><?cs /if ?></div><?cs /def ?>
<?cs def:caption(s) ?><div class="cap"><span><?cs var:s.Name ?> <span class="num"><?cs var:s.Page ?> / <?cs var:s.Pages ?></span>, <span class="num"><?cs var:s.Kb ?> KB</span></span><span>SHA-256 <span class="mono"><?cs var:s.Sha256 ?>…</span></span><span><?cs var:T.Ra.Ev.Uploaded ?> <?cs call:when(s.Uploaded) ?></span><span><?cs var:T.Ra.Ev.Logged ?></span></div><?cs /def ?>
<?cs def:half(s, text) ?><section class="half" aria-label="<?cs var:text ?>"><?cs call:choice(s) ?><div class="tools"><?cs call:around(s) ?><?cs call:files(s) ?></div><?cs call:sheet(s, text) ?><?cs call:caption(s) ?></section><?cs /def ?>

<?cs def:evidence() ?>
<section class="pn ev" id="ev" aria-labelledby="ev-h"><header><h2 id="ev-h"><?cs var:T.Ra.Ev.Title ?></h2><span class="govuk-hint"><?cs var:T.Ra.Ev.Seen ?> <span class="num"><?cs var:MatSeen ?> / <?cs var:MatCount ?></span></span>
<?cs if:MatCount > #0 ?><div class="tools"><?cs call:zoom() ?><?cs if:Ev.Two ?><?cs call:compare() ?><?cs else ?><?cs call:around(Side.0) ?><?cs call:compare() ?><?cs call:files(Side.0) ?><?cs /if ?></div><?cs /if ?></header>
<?cs if:MatCount == #0 ?><div class="bd"><?cs call:empty(T.Ra.Ev.None) ?></div><?cs elif:Ev.Two ?><div class="pair"><?cs call:half(Side.0, T.Ra.Ev.One) ?><?cs call:half(Side.1, T.Ra.Ev.Other) ?></div><?cs else ?>
<div class="body"><?cs call:choice(Side.0) ?><?cs call:sheet(Side.0, "") ?></div>
<?cs call:caption(Side.0) ?><?cs /if ?></section>
<?cs /def ?>

<?cs def:comparison() ?>
<section class="pn" aria-labelledby="cmp-h"><h2 id="cmp-h"><?cs var:T.Ra.Cmp.Title ?></h2><table class="cmp"><thead><tr><?cs call:th(T.Ra.Cmp.Item) ?><?cs call:th(T.Ra.Cmp.A) ?><?cs call:th(T.Ra.Cmp.B) ?><?cs call:th(T.Ra.Cmp.C) ?><?cs call:th(T.Ra.Cmp.Result) ?></tr></thead><tbody>
<?cs each:r = Cmp ?><tr<?cs if:r.Bad ?> class="bad"<?cs /if ?>><th scope="row"><?cs var:T.Ra.Cmp.Key[r.Key] ?></th><?cs call:cell(T.Ra.Cmp.A, r.A) ?><?cs call:cell(T.Ra.Cmp.B, r.B) ?><?cs call:cell(T.Ra.Cmp.C, r.C) ?><td data-l="<?cs var:T.Ra.Cmp.Result ?>"><span><?cs if:r.Bad ?><span class="n">✕ <?cs var:T.Ra.Cmp.No ?></span><?cs elif:r.Alone ?><span class="y">✓ <?cs var:T.Ra.Cmp.Alone ?></span><?cs else ?><span class="y">✓ <?cs var:T.Ra.Cmp.Yes ?></span><?cs /if ?></span></td></tr><?cs /each ?>
</tbody></table>
<?cs if:Plain.Number ?><div class="bd" role="status"><?cs call:notice_open("warn") ?><p><?cs var:T.Ra.Whom[Plain.Whom] ?>: <b class="num"><?cs var:Plain.Number ?></b></p><p><?cs var:T.Ra.Plain.Gone ?></p><?cs call:notice_close() ?></div><?cs /if ?>
<?cs if:Whom.applicant || Whom.agent || Whom.legal ?><details class="bd govuk-details"<?cs if:Form.number_why.Error || Form.number_whom.Error ?> open<?cs /if ?>><summary class="govuk-details__summary"><?cs var:T.Ra.Plain.Title ?></summary><form class="bare" method="post" action="/ra/<?cs var:url_escape(App.No) ?>/number" novalidate><?cs call:tokens() ?>
<?cs call:group_open("number_whom") ?><?cs call:label("number_whom") ?><?cs call:fault("number_whom") ?><select class="govuk-select" id="f-number_whom" name="number_whom"<?cs call:describes("number_whom") ?>><?cs if:Whom.applicant ?><?cs call:whom("applicant", T.Ra.Whom.applicant) ?><?cs /if ?><?cs if:Whom.agent ?><?cs call:whom("agent", T.Ra.Whom.agent) ?><?cs /if ?><?cs if:Whom.legal ?><?cs call:whom("legal", T.Ra.Whom.legal) ?><?cs /if ?></select><?cs call:group_close() ?>
<?cs call:input("number_why", "text", "", "30") ?><?cs call:button_as(T.Ra.Plain.Send, "show", "yes", "secondary") ?></form></details><?cs /if ?></section>
<?cs /def ?>

<?cs def:consents() ?>
<section class="pn cs" aria-labelledby="cs-h"><h2 id="cs-h"><?cs var:T.Ra.Consent.Title ?></h2><?cs if:subcount(Act) > #0 ?><table class="cmp"><thead><tr><?cs call:th(T.Ra.Consent.Document) ?><?cs call:th(T.Ra.Consent.Revision) ?><?cs call:th(T.Ra.Consent.Decision) ?><?cs call:th(T.Ra.Consent.At) ?></tr></thead><tbody><?cs each:a = Act ?><tr<?cs if:a.Decision == "refuse" ?> class="bad"<?cs /if ?>><th scope="row"><?cs var:T.Ra.Doc[a.Kind] ?></th><td data-l="<?cs var:T.Ra.Consent.Revision ?>"><span class="num"><?cs var:a.Number ?> (<?cs call:language(a.Language) ?>)</span></td><td data-l="<?cs var:T.Ra.Consent.Decision ?>"><span><?cs if:a.Decision == "refuse" ?><span class="n">✕ <?cs var:T.Ra.Consent.refuse ?></span><?cs else ?><span class="y">✓ <?cs var:T.Ra.Consent[a.Decision] ?></span><?cs /if ?></span></td><td data-l="<?cs var:T.Ra.Consent.At ?>"><span><?cs call:when(a.At) ?></span></td></tr><?cs /each ?></tbody></table><?cs else ?><div class="bd"><?cs call:empty(T.Ra.Consent.None) ?></div><?cs /if ?></section>
<?cs /def ?>

<?cs def:acts() ?>
<?cs if:Claimer || Can.Claim || Can.Accept || Form.act.Error ?><section class="pn" id="f-act"><h2><?cs var:T.Ra.Handle.Title ?></h2><div class="bd">
<?cs if:Mine ?><p><?cs var:T.Ra.Handle.Mine ?></p><?cs elif:Claimer ?><p><?cs var:T.Ra.Handle.Anothers ?> <b><?cs var:Claimer ?></b></p><?cs /if ?>
<?cs if:Form.act.Error ?><p class="govuk-error-message"><?cs var:Form.act.Error ?></p><?cs /if ?>
<?cs if:Mine || Can.Claim || Can.Accept ?><form class="bare" method="post" action="/ra/<?cs var:url_escape(App.No) ?>/act" novalidate><?cs call:tokens() ?><?cs call:row_open() ?><?cs if:Can.Claim ?><?cs call:button_as(T.Ra.Handle.Claim, "act", "claim", "secondary") ?><?cs /if ?><?cs if:Can.Accept ?><?cs call:button_as(T.Ra.Handle.Accept, "act", "accept", "") ?><?cs /if ?><?cs if:Mine ?><?cs call:button_as(T.Ra.Handle.Unclaim, "act", "unclaim", "secondary") ?><?cs /if ?><?cs call:row_close() ?></form><?cs /if ?>
</div></section><?cs /if ?>
<?cs /def ?>

<?cs def:decision() ?>
<section class="pn"><h2><?cs if:App.State == "entered" ?><?cs var:T.Ra.Decide.Review ?><?cs else ?><?cs var:T.Ra.Decide.Enter ?><?cs /if ?></h2><form class="bd bare" id="f-decision" action="/ra/<?cs var:url_escape(App.No) ?>" method="post" novalidate><?cs call:tokens() ?><?cs call:hidden("version", App.Version) ?>
<?cs if:Form.decision.Error ?><p class="govuk-error-message"><?cs var:Form.decision.Error ?></p><?cs elif:Why ?><?cs call:notice("warn", Why) ?><?cs /if ?>
<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="lab"><?cs var:T.Ra.Decide.Points ?></legend><div class="govuk-checkboxes govuk-checkboxes--small"><?cs if:App.ForUnit ?><?cs call:point("k1", T.Ra.Point.U1) ?><?cs call:point("k2", T.Ra.Point.U2) ?><?cs call:point("k3", T.Ra.Point.U3) ?><?cs else ?><?cs call:point("k1", T.Ra.Point.P1) ?><?cs call:point("k2", T.Ra.Point.P2) ?><?cs call:point("k3", T.Ra.Point.P3) ?><?cs /if ?><?cs call:point("k4", T.Ra.Point.Consent) ?></div></fieldset></div>
<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="lab"><?cs var:T.Ra.Decide.Decision ?></legend><div class="govuk-radios govuk-radios--small">
<div class="govuk-radios__item"><input class="govuk-radios__input" id="d1" name="decision" type="radio" value="approve"<?cs if:Form.decision.Value == "approve" ?> checked<?cs /if ?>><label class="govuk-label govuk-radios__label" for="d1"><?cs if:App.State == "entered" ?><?cs var:T.Ra.Decide.ReviewYes ?><?cs else ?><?cs var:T.Ra.Decide.EnterYes ?><?cs /if ?></label></div>
<div class="govuk-radios__item"><input class="govuk-radios__input" id="d2" name="decision" type="radio" value="return"<?cs if:Form.decision.Value == "return" ?> checked<?cs /if ?>><label class="govuk-label govuk-radios__label" for="d2"><?cs var:T.Ra.Decide.Return ?></label></div>
<div class="govuk-radios__item"><input class="govuk-radios__input" id="d3" name="decision" type="radio" value="reject"<?cs if:Form.decision.Value == "reject" ?> checked<?cs /if ?>><label class="govuk-label govuk-radios__label" for="d3"><?cs var:T.Ra.Decide.Reject ?></label></div></div></fieldset></div>
<details class="govuk-details"<?cs if:Form.decision.Value == "return" || Form.decision.Value == "reject" ?> open<?cs /if ?>><summary class="govuk-details__summary"><?cs var:T.Ra.Decide.Reasons ?></summary><div class="govuk-checkboxes govuk-checkboxes--small"><?cs each:d = T.Ra.Defect ?><?cs if:App.ForUnit || (name(d) != "R04" && name(d) != "R05" && name(d) != "R06") ?><?cs call:defect(name(d), d) ?><?cs /if ?><?cs /each ?></div></details>
<?cs call:textarea("explain", "3") ?>
<?cs call:row_open() ?><?cs call:button(T.Ra.Decide.Send) ?><?cs call:row_close() ?></form></section>
<?cs /def ?>

<?cs def:send_back() ?>
<section class="pn"><details class="bd govuk-details"<?cs if:Form.back_reason.Error ?> open<?cs /if ?>><summary class="govuk-details__summary"><?cs var:T.Ra.Back.Title ?></summary><form class="bare" method="post" action="/ra/<?cs var:url_escape(App.No) ?>/act" novalidate><?cs call:tokens() ?><?cs call:hidden("version", App.Version) ?><?cs call:textarea("back_reason", "2") ?><?cs call:button_as(T.Ra.Back.Send, "act", "back", "secondary") ?></form></details></section>
<?cs /def ?>

<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Product[App.Product].Name ?> <span class="num"><?cs var:App.No ?></span></h1><?cs if:App.State == "submitted" ?><?cs call:badge("", T.Menu.Entry) ?><?cs else ?><?cs call:state(App.State) ?><?cs /if ?><?cs if:App.Attempt > #1 ?><?cs call:badge("yellow", T.Ra.Again) ?><?cs /if ?><?cs if:CmpBad ?><?cs call:badge("red", CmpBad) ?><?cs /if ?><?cs if:App.Left ?><span class="sla<?cs if:App.Late ?> sla--late<?cs /if ?>"><?cs call:icon("clock") ?><span><?cs if:App.Late ?><?cs var:T.Remain.Over ?><?cs else ?><?cs var:T.Remain.Left ?><?cs /if ?> <?cs var:App.Left ?> (<?cs call:when(App.Due) ?>)</span></span><?cs /if ?></div>
<dl class="facts"><?cs if:App.ForUnit ?><?cs call:fact(T.Ra.Fact.Unit, App.Name) ?><?cs else ?><?cs call:fact(T.Ra.Fact.Person, App.Name) ?><?cs /if ?><div><dt><?cs var:T.Ra.Fact.Kind ?></dt><dd><?cs var:T.Ra.AppKind[App.Kind] ?> · <span class="num"><?cs var:App.Days ?></span> <?cs var:T.Ra.Fact.Days ?></dd></div><?cs call:fact(T.Ra.Fact.Purpose, App.Purpose) ?><div><dt><?cs var:T.Ra.Fact.Stamp ?></dt><dd><?cs if:App.Stamped.Iso ?><?cs call:when(App.Stamped) ?><?cs else ?><span class="nil"><?cs var:T.Ra.Unstamped ?></span><?cs /if ?></dd></div><div><dt><?cs var:T.Ra.Fact.Entry ?></dt><dd><?cs if:Entry.Who ?><?cs var:Entry.Who ?> <?cs call:when(Entry.At) ?><?cs else ?><span class="nil"><?cs var:T.Ra.Fact.NoEntry ?></span><?cs /if ?></dd></div></dl>
<?cs if:Refusal ?><?cs call:notice_open("bad") ?><p><?cs var:T.Ra.Refusal ?></p><p><?cs var:Refusal ?></p><?cs call:notice_close() ?><?cs /if ?>
<?cs if:App.Reason ?><?cs call:notice_open("info") ?><p class="pre"><?cs var:App.Reason ?></p><?cs call:notice_close() ?><?cs /if ?>
<div class="rv<?cs if:Ev.Two ?> rv--two<?cs /if ?>"><div><?cs call:evidence() ?><?cs call:comparison() ?><?cs call:consents() ?></div>
<aside class="dec" aria-label="<?cs var:T.Ra.Handle.Title ?>"><?cs call:acts() ?><?cs if:Can.Decide ?><?cs call:decision() ?><?cs elif:Why ?><?cs call:notice("warn", Why) ?><?cs elif:Form.decision.Error ?><?cs call:notice("bad", Form.decision.Error) ?><?cs /if ?><?cs if:Can.Back ?><?cs call:send_back() ?><?cs /if ?>
<section class="pn tlp"><h2><?cs var:T.Ra.History ?></h2><div class="bd"><?cs call:timeline(Time) ?></div></section></aside></div>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
