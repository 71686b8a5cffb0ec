"""The frozen program's first file."""

from gatewaydesk.__main__ import main

raise SystemExit(main())
