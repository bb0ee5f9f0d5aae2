// title: Soap Foam
// description: Foam of bubbles in mixed sizes with bright films, dark borders and rainbow sheen.
// tags: voronoi, foam, bubbles, power-diagram

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.1 + 0.35;
    int scene = 4718 + int(clock);
    p = p * mix(1.5, 6.0, rnd(scene, 1)) + vec2(fract(clock), 9.0 * rnd(scene, 2)) * 2.0;
    p += 0.2 * vec2(noise(p * 0.9, scene), noise(p * 0.9, scene + 1));
    ivec2 c = ivec2(floor(p));
    float near = 9.0, far = 9.0, r = 0.5;
    vec2 rel = vec2(0.0);
    float tint = 0.0;
    for (int j = 0; j < 18; j++) {
        ivec2 k = c + ivec2((j % 9) % 3 - 1, (j % 9) / 3 - 1);
        vec4 h = cell4(k, scene * 2 + j / 9);
        float size = mix(0.15, 0.75, h.z * h.z);
        vec2 d = p - vec2(k) - h.xy;
        float power = dot(d, d) - size * size;
        if (power < near) {
            far = near;
            near = power;
            rel = d;
            r = size;
            tint = h.w;
        } else far = min(far, power);
    }
    float wall = far - near, inside = -near / (r * r);
    vec3 deep = ink(0, scene), film = ink(1, scene);
    vec2 n = rel / r;
    float sheen = fract(tint * 3.0 + inside * 0.8 + 0.4 * noise(rel * 5.0 + tint * 40.0, scene));
    vec3 rainbow = hsv(sheen, mix(0.15, 0.7, rnd(scene, 3)), 0.9);
    vec3 col = mix(film, deep, smoothstep(-0.2, 0.9, inside) * (0.4 + 0.6 * tint));
    col = mix(col, rainbow, 0.5 * rnd(scene, 4));
    col *= 0.55 + 0.6 * smoothstep(0.0, 0.25, wall) + 0.35 * dot(n, vec2(-0.5, 0.6));
    col = mix(mix(film, vec3(1.0), 0.6), col, smoothstep(0.02, 0.09, wall));
    col += 0.7 * smoothstep(0.16, 0.08, length(n - vec2(-0.4, 0.45))) + 0.25
        * smoothstep(0.1, 0.05, length(n - vec2(0.4, -0.45)));
    if (near > 0.0) col = mix(col, deep * (0.4 + 0.5 * fbm3(p * 8.0, scene)), smoothstep(0.0, 0.06, near));
    fragColor = vec4(col, 1.0);
}
