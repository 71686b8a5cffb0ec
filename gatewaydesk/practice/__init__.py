"""Practice gateways: real HTTP servers on loopback that behave as the gateways do, to practise on and to test with."""
