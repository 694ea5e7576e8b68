namespace Pipelines.Serving;

/// <summary>What an engine is doing.</summary>
/// <param name="Running">requests of which something has been read</param>
/// <param name="Waiting">requests that wait for their turn</param>
/// <param name="BlocksInUse">blocks that hold tokens of running requests</param>
/// <param name="BlocksCached">blocks kept for prompts to come, which are given up when others are needed</param>
/// <param name="BlocksTotal">all blocks</param>
/// <param name="SlotsInUse">slots that hold the state of running requests</param>
/// <param name="SlotsTotal">all slots; 0 where the decoder needs none</param>
/// <param name="Stopping">whether it takes no more requests</param>
public sealed record EngineState(
    int Running, int Waiting, int BlocksInUse, int BlocksCached, int BlocksTotal, int SlotsInUse, int SlotsTotal, bool Stopping);
