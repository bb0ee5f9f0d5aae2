// title: Tools on a Board
// description: Hammers, saws, spanners, pliers, brushes and tape hung on pegboard, planks or painted outlines
// tags: object, tools, workshop, wall

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

float tool(vec2 o, float kind, uint k, out float part) {
    float x = abs(o.x);
    part = 0.0;
    if (kind < 1.0) {
        float haft = rbox(o + vec2(0.0, 0.12), vec2(0.035, 0.34), 0.03);
        float head = min(rbox(o - vec2(0.06, 0.27), vec2(0.1, 0.06), 0.02), max(max(-o.x - 0.2, o.x + 0.03), abs(o.y - 0.27 - 0.25 * (o.x + 0.05)) - 0.05 - 0.2 * (o.x + 0.05)));
        part = head < haft ? 1.0 : 0.0;
        return min(haft, head);
    }
    if (kind < 2.0) {
        vec2 q = o + vec2(0.0, 0.03);
        float blade = max(max(q.x - 0.05 - 0.12 * (0.4 - q.y), -q.x - 0.06), max(q.y - 0.38, -0.12 - q.y));
        blade = max(blade, q.x - 0.05 - 0.12 * (0.4 - q.y) + 0.012 * step(0.5, fract(q.y * 30.0)));
        float grip = max(rbox(o - vec2(0.02, -0.3), vec2(0.13, 0.15), 0.06), -rbox(o - vec2(0.03, -0.31), vec2(0.055, 0.07), 0.04));
        part = blade < grip ? 1.0 : 0.0;
        return min(blade, grip);
    }
    if (kind < 3.0) {
        float bar = rbox(o, vec2(0.035, 0.34), 0.02), top = max(length(o - vec2(0.0, 0.36)) - 0.1, -box(rot(0.3) * (o - vec2(0.0, 0.42)), vec2(0.042, 0.1))), eye = ring(o + vec2(0.0, 0.36), 0.06, 0.03);
        part = 1.0;
        return min(bar, min(top, eye));
    }
    if (kind < 4.0) {
        float grip = max(abs(x - 0.045 - 0.1 * sin(clamp(-o.y * 3.6, 0.0, 2.2))) - 0.032, max(o.y, -0.42 - o.y)), jaw = max(x - 0.11 + 0.22 * max(o.y - 0.05, 0.0), max(-o.y - 0.03, o.y - 0.34));
        jaw = max(jaw, 0.006 - x);
        float joint = length(o - vec2(0.0, 0.02)) - 0.08;
        part = min(jaw, joint) < grip ? 1.0 : 0.0;
        return min(grip, min(jaw, joint));
    }
    if (kind < 5.0) {
        float haft = rbox(o + vec2(0.0, 0.24), vec2(0.06, 0.17), 0.05), rod = rbox(o - vec2(0.0, 0.15), vec2(0.02, 0.25), 0.01);
        if (o.y > 0.34) rod = max(x - 0.045 + 0.5 * (o.y - 0.34), o.y - 0.41);
        part = rod < haft ? 1.0 : 0.0;
        return min(haft, rod);
    }
    if (kind < 6.0) {
        float haft = rbox(o + vec2(0.0, 0.2), vec2(0.04 + 0.02 * sin(o.y * 14.0), 0.2), 0.03), band = rbox(o - vec2(0.0, 0.05), vec2(0.15, 0.07), 0.02), hair = max(x - 0.14 + 0.03 * noise(vec2(o.x * 60.0, 1.0), k), max(0.1 - o.y, o.y - 0.36 + 0.05 * noise(vec2(o.x * 40.0, 3.0), k)));
        part = hair < min(haft, band) ? 2.0 : band < haft ? 1.0 : 0.0;
        return min(haft, min(band, hair));
    }
    if (kind < 7.0) {
        float l = length(o);
        part = l > 0.15 ? 2.0 : 0.0;
        return max(l - 0.25, 0.1 - l);
    }
    float a = min(seg(o, vec2(-0.02, 0.05), vec2(0.1, 0.42)), seg(o, vec2(0.02, 0.05), vec2(-0.1, 0.42))) - 0.03, loops = min(ring(o - vec2(0.11, -0.2), 0.1, 0.03), ring(o - vec2(-0.11, -0.2), 0.1, 0.03)), arms = min(seg(o, vec2(0.02, 0.05), vec2(0.06, -0.12)), seg(o, vec2(-0.02, 0.05), vec2(-0.06, -0.12))) - 0.025;
    part = min(a, arms) < loops ? 1.0 : 0.0;
    return min(a, min(loops, arms));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 7600U;
    float zoom = 0.75 + 0.9 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.16 * (rnd(s, 2) - 0.5)) * u * zoom / (1.0 + 0.35 * (rnd(s, 3) - 0.5) * u.x) + 9.0 * rnd3(s, 4).xy;
    float side = rnd(s, 5) < 0.5 ? -1.0 : 1.0, kind = rnd(s, 6);
    vec3 wall = dye(s, s + 1U), col;
    if (kind < 0.5) {
        col = mix(vec3(0.7, 0.52, 0.34), wall, 0.6) * (0.85 + 0.2 * noise(p * 40.0, s));
        vec2 g = fract(p * 7.0) - 0.5;
        lay(col, (length(g) - 0.16) / 7.0, col * 0.2);
        lay(col, (length(g - vec2(-0.03 * side, 0.04)) - 0.11) / 7.0 + max(0.0, length(g) - 0.15), col * 0.55);
    } else if (kind < 0.75) {
        float w = floor(p.y * 2.4);
        col = mix(vec3(0.5, 0.34, 0.2), wall, 0.4) * (0.6 + 0.6 * noise(vec2(p.x * 2.5 + 9.0 * w, p.y * 40.0), s)) * (0.5 + 0.5 * smoothstep(0.0, 0.05, 0.5 - abs(fract(p.y * 2.4) - 0.5)));
    } else col = wall * (0.7 + 0.4 * fbm(p * 2.5, 4, s)) * (1.0 - 0.15 * step(0.96, fract(p.x * 1.2)));
    vec2 grid = vec2(0.62, 1.02), b = floor(p / grid);
    uint k = cell(ivec2(b), s);
    float kinds = floor(8.0 * rnd(k, 1)), size = 0.85 + 0.3 * rnd(k, 2), part, m;
    vec2 o = rot((kinds == 6.0 ? 1.0 : 0.18) * (rnd(k, 3) - 0.5)) * (p - (b + 0.5) * grid) / size;
    if (rnd(k, 4) < 0.5) o.x = -o.x;
    if (rnd(k, 5) < 0.25 && kinds != 6.0) o.y = -o.y;
    if (rnd(k, 6) < 0.9) {
        float keep = px;
        px /= size;
        vec2 fall = vec2(0.05 * side, 0.07) / size;
        if (rnd(k, 4) < 0.5) fall.x = -fall.x;
        if (rnd(k, 5) < 0.25 && kinds != 6.0) fall.y = -fall.y;
        if (rnd(s, 7) < 0.35) lay(col, tool(o * 0.96, kinds, k, m) - 0.03, wall.zxy * 0.5);
        dim(col, tool(o + fall, kinds, k, m), 0.04, 0.55);
        float d = tool(o, kinds, k, part), e = 0.012, m2;
        vec2 n = vec2(tool(o + vec2(e, 0.0), kinds, k, m), tool(o + vec2(0.0, e), kinds, k, m2)) - d;
        n /= max(length(n), 1e-4);
        float bevel = smoothstep(-0.045, 0.0, d);
        vec3 grip = rnd(k, 7) < 0.35 ? vec3(0.62, 0.4, 0.2) * (0.7 + 0.5 * noise(vec2(o.x * 50.0, o.y * 5.0), k)) : hsv(rnd(k, 8), 0.85, 0.8);
        vec3 steel = (rnd(k, 9) < 0.75 ? vec3(0.66, 0.68, 0.72) : vec3(0.25, 0.26, 0.28)) * (0.75 + 0.35 * noise(vec2(o.x * 9.0, o.y * 46.0), k)), third = dye(s, k + 5U);
        vec3 c = part < 0.5 ? grip : part < 1.5 ? steel : third * (0.8 + 0.3 * noise(vec2(o.x * 70.0, o.y * 3.0), k));
        float lit = dot(n, vec2(-0.6 * side * (rnd(k, 4) < 0.5 ? -1.0 : 1.0), 0.8 * (rnd(k, 5) < 0.25 && kinds != 6.0 ? -1.0 : 1.0)));
        c *= 0.85 + 0.5 * lit * bevel;
        c += 0.2 * (1.0 - smoothstep(0.0, 0.012, abs(d + 0.022))) * max(lit, 0.0);
        if (part < 0.5 && rnd(k, 7) >= 0.35) c *= 0.85 + 0.2 * step(0.5, fract(o.y * 18.0));
        if (part > 0.5 && part < 1.5) c = mix(c, vec3(0.42, 0.22, 0.1), 0.6 * smoothstep(0.55, 0.75, fbm(o * 6.0 + 9.0, 3, k)) * rnd(k, 10));
        lay(col, d, c);
        px = keep;
        vec2 h = p - (b + 0.5) * grid - vec2(0.0, 0.43);
        lay(col, min(length(h) - 0.022, seg(h, vec2(0.0), vec2(0.0, -0.05)) - 0.01), vec3(0.8) * (0.7 + 9.0 * h.y));
    }
    float shelf = mod(p.y, 1.02) - 0.02;
    if (rnd(s, 8) < 0.4) {
        dim(col, abs(shelf + 0.03) - 0.03, 0.05, 0.45);
        lay(col, abs(shelf) - 0.022, vec3(0.55, 0.4, 0.25) * (0.7 + 0.4 * noise(vec2(p.x * 4.0, p.y * 60.0), s)));
    }
    float lamp = length(u - 1.4 * (rnd3(s, 9).xy - 0.5));
    fragColor = vec4(film(col * (0.7 + 1.0 * exp(-0.8 * lamp * lamp)) * 1.75), 1.0);
}
