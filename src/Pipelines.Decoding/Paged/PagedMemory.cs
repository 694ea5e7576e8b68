namespace Pipelines.Decoding;

/// <summary>What a sequence takes in an <see cref="IPagedDecoder"/>.</summary>
/// <param name="BlockTokens">tokens in a block</param>
/// <param name="BlockBytes">bytes of a block, over all layers; 0 where no layer keeps single tokens</param>
/// <param name="SlotBytes">bytes of a slot, over all layers that summarise their past, such as state spaces; 0 where none does</param>
/// <param name="Window">how many tokens back the farthest-sighted layer sees, the newest included; 0 where one sees all</param>
public sealed record PagedMemory(int BlockTokens, long BlockBytes, long SlotBytes, int Window);
