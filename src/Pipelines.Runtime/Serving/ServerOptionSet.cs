using System.CommandLine;
using Pipelines.Spec;

namespace Pipelines.Runtime.Serving;

/// <summary>
/// The settings of <c>serve:</c> as options of a command line: their names, words and limits are those of a pipeline's file.
/// </summary>
public sealed class ServerOptionSet
{
    private readonly Dictionary<string, Option<string[]>> options;

    /// <summary>Options of the named settings, which say the default that a file has.</summary>
    /// <param name="keys">the settings, as they are written below <c>serve:</c></param>
    public ServerOptionSet(params string[] keys) => options = keys.ToDictionary(key => key, key =>
    {
        var setting = SettingsReference.Find($"serve.{key}").Single();
        return new Option<string[]>($"--{key[(key.IndexOf('.') + 1)..].Replace('_', '-')}")
        {
            Description = $"{setting.Doc} ({setting.Default?.Replace("`", "")})",
            HelpName = "value",
        };
    });

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">the command that serves</param>
    public void AddTo(Command command)
    {
        foreach (var option in options.Values) command.Options.Add(option);
    }

    /// <summary>What the command line gives, as <c>port=80</c>.</summary>
    /// <param name="result">the command line as it was read</param>
    public IEnumerable<string> Given(ParseResult result) =>
        from option in options
        let values = result.GetValue(option.Value) ?? []
        where values.Length > 0
        select $"{option.Key}={(values.Length == 1 ? values[0] : $"[{string.Join(", ", values)}]")}";
}
