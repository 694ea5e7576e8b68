using Pipelines.Bench;

namespace Pipelines.Quantized.Bench;

/// <summary>The same file in llama.cpp.</summary>
/// <param name="libraries">the folder of llama.cpp's libraries</param>
/// <param name="file">the GGUF file</param>
internal sealed class LlamaPeer(string libraries, string file) : LlamaProcess("llama_cpp.py", libraries, file)
{
    /// <summary>Tokens a second, the prompt and the search for the likeliest not counted.</summary>
    public double Rate(int prompt, int tokens)
    {
        var ids = string.Join(", ", Enumerable.Range(0, prompt));
        return tokens / Seconds($$"""{"ask": "greedy", "ids": [{{ids}}], "count": {{tokens}}, "threads": {{Threads}}}""");
    }
}
