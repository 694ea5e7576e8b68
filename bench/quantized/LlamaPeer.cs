using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Quantized.Bench;

/// <summary>The same file in llama.cpp, in a process of its own, with as many threads as there are cores.</summary>
internal sealed class LlamaPeer : IDisposable
{
    private readonly Process process;

    /// <param name="libraries">the folder of llama.cpp's libraries</param>
    /// <param name="file">the GGUF file</param>
    public LlamaPeer(string libraries, string file)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "llama_cpp.py"), libraries, file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("the process did not start");
        Answer();
    }

    /// <summary>Tokens a second, the prompt and the search for the likeliest not counted.</summary>
    public double Rate(int prompt, int tokens)
    {
        var ids = string.Join(", ", Enumerable.Range(0, prompt));
        var threads = Environment.ProcessorCount;
        process.StandardInput.WriteLine($$"""{"ask": "greedy", "ids": [{{ids}}], "count": {{tokens}}, "threads": {{threads}}}""");
        process.StandardInput.Flush();
        return tokens / Answer().GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private JsonElement Answer()
    {
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("llama.cpp has ended");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException(error.GetString())
            : document.RootElement.Clone();
    }
}
