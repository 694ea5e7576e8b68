using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Tests;

/// <summary>The definitions out of which reader, schema and pages come.</summary>
public sealed class SettingDefinitions
{
    internal static IEnumerable<ISection> Sections => Walk(PipelineSettings.Root).OfType<ISection>().Distinct();

    private static IEnumerable<Setting> All => Sections.SelectMany(section => section.Settings);

    [Fact]
    public void Every_default_reads_as_its_own_kind()
    {
        var defaults = All.Where(setting => setting.DefaultNode is not null).ToList();
        defaults.Count.ShouldBeGreaterThan(30);
        foreach (var setting in defaults)
        {
            var reading = new Reading(DefinedNames.Of(MappingNode.Empty(SourcePosition.StartOf(""))), new SourceMap(null));
            setting.Read(null, Slot.Root(SourcePosition.StartOf("default")), reading).Valid.ShouldBeTrue(setting.Key);
            reading.Diagnostics.ShouldBeEmpty(setting.Key);
        }
    }

    [Fact]
    public void Every_key_is_lower_case_and_every_doc_a_sentence_without_its_full_stop()
    {
        foreach (var setting in All)
        {
            setting.Key.ShouldMatch("^[a-z][a-z0-9_]*$");
            setting.Doc.ShouldMatch("^[A-Z].*[^.]$");
        }
    }

    [Fact]
    public void No_section_has_a_key_twice()
    {
        foreach (var section in Sections) section.Settings.Select(setting => setting.Key).ShouldBeUnique();
    }

    [Fact]
    public void A_setting_is_found_by_its_path()
    {
        var tokens = SettingsReference.Find("stages.pretrain.tokens").Single(setting => setting.Section == "a pretrain stage");
        (tokens.Default, tokens.Doc).ShouldBe((null, "Tokens to train on"));
        SettingsReference.Find("stages.pretrain.optimizer.adamw.lr").ShouldHaveSingleItem().Default!
            .ShouldStartWith("3e-4 in pretrain; 2e-5 in sft");
        SettingsReference.Find("models.docs-lm.rope.theta").ShouldHaveSingleItem().Default.ShouldBe("`10000`");
        SettingsReference.Find("models.docs-lm.hidden").ShouldHaveSingleItem().Section.ShouldBe("a model");
        SettingsReference.Find("stages.tokenizer.kind").Select(setting => setting.Value)
            .ShouldBe(StageSettings.Kinds.Select(kind => $"`{kind.Word}`"));
        SettingsReference.Find("models.docs-lm.colour").ShouldBeEmpty();
        SettingsReference.All.Select(setting => setting.Path).ShouldContain("tracking.uri");
    }

    private static IEnumerable<ValueKind> Walk(ValueKind kind) => kind.Parts.SelectMany(part => Walk(part.Kind)).Prepend(kind);
}
