using System.Text.Json;
using Pipelines.Tokenizers.Jinja;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Holds our rendering against Python's jinja2.</summary>
internal static class Agreement
{
    /// <summary>Both render equal texts, or both fail.</summary>
    /// <param name="template">the template</param>
    /// <param name="variables">an object in JSON</param>
    public static void ShouldRenderAsJinja2(this string template, string variables = "{}") => Disagreement(template, variables).ShouldBeNull();

    /// <summary>What both make of a template where they disagree, else null.</summary>
    public static string? Disagreement(string template, string variables)
    {
        var expected = Jinja2.Render(template, variables);
        var (text, error) = Render(template, variables);
        return text == expected.Text ? null : $"{template}\n  Jinja: {expected.Text ?? expected.Error}\n  ours:  {text ?? error}";
    }

    /// <summary>Our rendering, or why it fails.</summary>
    public static (string? Text, string? Error) Render(string template, string variables = "{}")
    {
        try
        {
            using var json = JsonDocument.Parse(variables);
            var values = json.RootElement.EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, JsonValues.Of(member.Value))).ToArray();
            return (JinjaTemplate.Parse(template).Render(values, Jinja2.Now).Text.Text, null);
        }
        catch (JinjaException failure)
        {
            return (null, $"{failure.Line}: {failure.Message}");
        }
    }
}
