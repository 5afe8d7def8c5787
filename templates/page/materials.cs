<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:material(m) ?>
<section class="card mat" aria-labelledby="m-<?cs var:m.Kind ?>">
<h2 id="m-<?cs var:m.Kind ?>"><?cs var:T.Field[m.Kind].Label ?> <?cs if:m.Have.Name ?><?cs call:badge("green", T.Materials.Uploaded) ?><?cs else ?><?cs call:badge("grey", T.Materials.Wanted) ?><?cs /if ?></h2>
<?cs if:m.Have.Name ?>
<dl class="docmeta"><?cs call:fact(T.Materials.File, m.Have.Name) ?><div><dt><?cs var:T.Materials.Size ?></dt><dd class="num"><?cs var:m.Have.Type ?> · <?cs var:m.Have.Size ?> KB</dd></div><div><dt><?cs var:T.Materials.At ?></dt><dd><?cs call:when(m.Have.At) ?></dd></div></dl>
<p class="mono digest"><span class="nil"><?cs var:T.Materials.Digest ?></span> <?cs var:m.Have.Digest ?></p>
<?cs /if ?>
<form class="bare" method="post" action="/apply/<?cs var:App.Id ?>/materials" enctype="multipart/form-data" novalidate>
<?cs call:tokens() ?><?cs call:hidden("kind", m.Kind) ?>
<?cs if:m.Extra ?><p class="govuk-hint"><?cs var:T.Materials.Extra ?></p><?cs else ?>
<div class="govuk-form-group<?cs if:Form[m.Kind].Error ?> govuk-form-group--error<?cs /if ?>"><label class="vh" for="f-<?cs var:m.Kind ?>"><?cs var:T.Field[m.Kind].Label ?></label><?cs call:hint(m.Kind) ?><?cs call:fault(m.Kind) ?>
<input class="govuk-file-upload" id="f-<?cs var:m.Kind ?>" name="<?cs var:m.Kind ?>" type="file" accept=".jpg,.jpeg,.png,.pdf" data-max="<?cs var:Page.Max.File ?>"<?cs call:describes(m.Kind) ?>><p class="govuk-error-message" data-too-large hidden><?cs var:T.Part.TooLarge ?></p></div><?cs /if ?>
<div class="btn-row"><?cs if:!m.Extra ?><button class="govuk-button govuk-button--secondary" type="submit"><?cs if:m.Have.Name ?><?cs var:T.Materials.Replace ?><?cs else ?><?cs var:T.Materials.Upload ?><?cs /if ?></button><?cs /if ?><?cs if:m.Have.Name ?><button class="linkish" type="submit" name="act" value="remove" formnovalidate><?cs var:T.Materials.Remove ?><span class="vh"> <?cs var:T.Field[m.Kind].Label ?></span></button><?cs /if ?></div>
</form>
</section>
<?cs /def ?>
<?cs def:content() ?>
<?cs call:apply_top(#5) ?>
<h1 class="govuk-heading-l"><?cs var:T.Materials.Title ?></h1>
<p class="govuk-body"><?cs var:T.Materials.Intro ?></p>
<?cs each:m = Material ?><?cs call:material(m) ?><?cs /each ?>
<?cs call:row_open() ?><?cs call:link_button("/apply/" + App.Id + "/check", T.Materials.Next, "") ?><?cs call:link_button("/my", T.Draft.Leave, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
