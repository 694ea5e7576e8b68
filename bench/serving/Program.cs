using Pipelines.Serving.Bench;

// What serving costs, part by part: the first argument chooses one, all run without it. The second is the folder of llama.cpp's
// libraries, where there is one. The third is a GGUF file that is decoded in place of the bench's own models.
var parts = new Dictionary<string, Action<string>>
{
    ["decode"] = llama => Decode.Run(llama, args.ElementAtOrDefault(2) ?? ""),
    ["speculative"] = Speculative.Run,
    ["http"] = _ => HttpOverhead.Run(),
    ["prefix"] = _ => Prefix.RunAsync().GetAwaiter().GetResult(),
    ["streams"] = _ => ManyStreams.RunAsync().GetAwaiter().GetResult(),
};

var (chosen, llama) = (args.ElementAtOrDefault(0) ?? "", args.ElementAtOrDefault(1) ?? "");
if (chosen.Length > 0 && !parts.ContainsKey(chosen))
{
    Console.Error.WriteLine($"serving: no part '{chosen}'; there are: {string.Join(", ", parts.Keys)}");
    return 2;
}
foreach (var (name, run) in parts)
    if (chosen.Length == 0 || name == chosen) run(llama);
return 0;
