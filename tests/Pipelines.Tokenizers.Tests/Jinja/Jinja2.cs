using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Python's jinja2, to compare with: one process that renders templates as transformers has them rendered.</summary>
internal static class Jinja2
{
    /// <summary>The moment that <c>strftime_now</c> tells.</summary>
    public static readonly DateTime Now = new(2026, 3, 7, 9, 5, 2);

    private const string Loop =
        """
        import base64, datetime, json, sys
        from jinja2 import nodes
        from jinja2.ext import Extension
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Generation(Extension):
            tags = {"generation"}

            def parse(self, parser):
                line = next(parser.stream).lineno
                body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
                return nodes.CallBlock(self.call_method("mark"), [], [], body).set_lineno(line)

            def mark(self, caller):
                return "\ue000" + caller() + "\ue001"

        def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
            return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

        def raise_exception(message):
            raise ValueError(message)

        env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", Generation])
        env.filters["tojson"] = tojson
        env.globals["raise_exception"] = raise_exception
        env.globals["strftime_now"] = lambda format: datetime.datetime(2026, 3, 7, 9, 5, 2).strftime(format)
        for line in sys.stdin:
            try:
                request = json.loads(base64.b64decode(line).decode("utf-8", "surrogatepass"))
                result = "text|" + env.from_string(request["template"]).render(**request["variables"])
            except Exception as error:
                result = "error|" + str(error)
            print(base64.b64encode(result.encode("utf-8", "surrogatepass")).decode(), flush=True)
        """;

    private static readonly Lazy<Process> interpreter = new(Start);

    /// <summary>What a template makes of variables.</summary>
    /// <param name="Text">the text, without the marks of <c>generation</c> tags; null when it failed</param>
    /// <param name="Generated">what <c>generation</c> tags wrote</param>
    /// <param name="Error">why it failed</param>
    public sealed record Result(string? Text, IReadOnlyList<Range> Generated, string? Error);

    /// <param name="template">the template</param>
    /// <param name="variables">an object in JSON</param>
    public static Result Render(string template, string variables)
    {
        lock (interpreter)
        {
            var request = $$"""{ "template": {{JsonSerializer.Serialize(template)}}, "variables": {{variables}} }""";
            interpreter.Value.StandardInput.WriteLine(Convert.ToBase64String(Encoding.UTF8.GetBytes(request)));
            var line = interpreter.Value.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Python has ended");
            var answer = Encoding.UTF8.GetString(Convert.FromBase64String(line));
            return answer.StartsWith("error|", StringComparison.Ordinal) ? new Result(null, [], answer[6..]) : Marked(answer[5..]);
        }
    }

    private static Result Marked(string marked)
    {
        var (text, ranges, start) = (new StringBuilder(), new List<Range>(), 0);
        foreach (var character in marked)
        {
            if (character == '\ue000') start = text.Length;
            else if (character != '\ue001') text.Append(character);
            else if (text.Length > start) ranges.Add(start..text.Length);
        }

        return new Result(text.ToString(), ranges, null);
    }

    private static Process Start() => Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Loop])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
