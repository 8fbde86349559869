namespace Kite.Simulator.Ticker;

internal enum TickerMode : byte
{
    None,
    Ltp,
    Quote,
    Full,
}
